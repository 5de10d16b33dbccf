/**
 * {@code ./chatka doctor}: what would stop or limit a server on this machine, with these settings.
 *
 * <p>{@link io.chatka.doctor.Doctor} runs each {@link io.chatka.doctor.Check}, and a {@link
 * io.chatka.doctor.Report} shows the findings as a table or as JSON. Checks may block. {@code
 * serve} itself runs only those of {@link io.chatka.doctor.AtStart}, which take some milliseconds.
 */
package io.chatka.doctor;
