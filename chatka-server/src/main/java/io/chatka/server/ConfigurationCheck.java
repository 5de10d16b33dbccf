package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.doctor.Finding;
import io.chatka.internal.setting.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ./chatka doctor} finds in a configuration: all that stops a start, and what is
 * probably a mistake.
 */
final class ConfigurationCheck {
    private static final String NAME = "configuration";

    private final List<Finding> findings = new ArrayList<>();
    private Config usable;

    /**
     * Reads the configuration. Each setting that cannot be used becomes a finding, and has its
     * default below.
     */
    ConfigurationCheck(ServerOptions options) {
        Settings.Checked checked = options.check();
        checked.faults().forEach(this::stopsTheStart);
        usable = checked.usable();
        findings.addAll(Contradictions.in(usable));
        findings.addAll(StrangeVariables.in(System.getenv()));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(NAME, "every key is known and every value is valid"));
        }
    }

    /** The configuration for the other checks. */
    Config usable() {
        return usable;
    }

    List<Finding> findings() {
        return findings;
    }

    private void stopsTheStart(ConfigException fault) {
        findings.add(Finding.problem(NAME, fault.getMessage(), "correct it: the server does not start with it"));
    }
}
