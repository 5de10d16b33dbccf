/**
 * The settings. Each is defined once, as a {@link io.chatka.internal.config.Setting} in the {@link
 * io.chatka.internal.config.Section} of the part that reads it; {@link io.chatka.internal.config.Settings} puts those of a
 * program together, checks a configuration and tells what has changed in it. The records are what the parts are given.
 */
package io.chatka.internal.config;
