/**
 * What a setting is. Each is defined once, as a {@link io.chatka.internal.setting.Setting} in the
 * {@link io.chatka.internal.setting.Section} of the part that reads it: its key, its {@link
 * io.chatka.internal.setting.Kind} with the range, its default, when a change takes effect, and a
 * sentence. {@link io.chatka.internal.setting.Settings} gathers the settings of a program, finds
 * every fault of a configuration, and says what a new configuration changes. The {@code
 * reference.conf} files and the tables of docs/configuration.md are made from the definitions.
 */
package io.chatka.internal.setting;
