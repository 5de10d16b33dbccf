/**
 * {@code ./chatka doctor}: what would hold a server up on this machine, with these settings, before it is started.
 *
 * <p>{@link io.chatka.doctor.Doctor} lets each {@link io.chatka.doctor.Check} look at one thing, and a {@link
 * io.chatka.doctor.Report} shows what they found as a table or as JSON. Everything here may block. The server itself loads
 * none of it but {@link io.chatka.doctor.AtStart}, which looks only at what can be seen at once.
 */
package io.chatka.doctor;
