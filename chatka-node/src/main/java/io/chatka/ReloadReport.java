package io.chatka;

import java.util.List;

/**
 * What became of a new configuration.
 *
 * @param looked what the node read for it, in words: a file, a certificate
 * @param changed what holds now
 * @param restart settings with another value, which hold after a restart
 * @param wrong what cannot be used, a line for each; if there is anything, nothing was changed
 */
public record ReloadReport(List<String> looked, List<Setting> changed, List<Setting> restart, List<String> wrong) {

    /**
     * A setting whose value is another one; values of secrets are left out.
     *
     * @param effect when the value holds, in words
     */
    public record Setting(String key, String from, String to, String effect) {}

    public ReloadReport {
        looked = List.copyOf(looked);
        changed = List.copyOf(changed);
        restart = List.copyOf(restart);
        wrong = List.copyOf(wrong);
    }

    /** Whether the configuration was taken over, in whole or except what needs a restart. */
    public boolean taken() {
        return wrong.isEmpty();
    }
}
