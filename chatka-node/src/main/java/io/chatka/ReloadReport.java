package io.chatka;

import java.util.List;

/**
 * The result of a reload.
 *
 * @param looked the files that the node read, such as a certificate, each in a sentence
 * @param changed settings with a new value that is in use
 * @param restart settings with a new value that takes effect after a restart
 * @param wrong settings and files that cannot be used, a line for each; unless it is empty, nothing
 *     was changed
 */
public record ReloadReport(List<String> looked, List<Setting> changed, List<Setting> restart, List<String> wrong) {

    /**
     * A setting with a new value. The values of secrets are left out.
     *
     * @param effect when the new value takes effect, in words
     */
    public record Setting(String key, String from, String to, String effect) {}

    public ReloadReport {
        looked = List.copyOf(looked);
        changed = List.copyOf(changed);
        restart = List.copyOf(restart);
        wrong = List.copyOf(wrong);
    }

    /**
     * Whether the node applied the configuration; the settings in {@link #restart} wait for a
     * restart.
     */
    public boolean taken() {
        return wrong.isEmpty();
    }
}
