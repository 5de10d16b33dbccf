/**
 * What a setting is. Each is defined once, as a {@link io.chatka.internal.setting.Setting} in the {@link
 * io.chatka.internal.setting.Section} of the part that reads it: its key, its {@link io.chatka.internal.setting.Kind} with the
 * range, its default, when a change takes effect, and a sentence. {@link io.chatka.internal.setting.Settings} puts those of a
 * program together, finds every fault of a configuration, and tells what has changed in it. The {@code reference.conf} files and
 * the tables of docs/configuration.md are made from the definitions.
 */
package io.chatka.internal.setting;
