package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.ReloadReport;
import io.chatka.api.ConfigException;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.setting.Redaction;
import io.chatka.internal.setting.Setting;
import io.chatka.internal.setting.Settings;
import io.chatka.internal.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a new configuration to a running node, all of it or nothing, and logs the result.
 * Thread-safe.
 */
final class Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final Parts parts;
    private final CurrentSettings current;

    Reloading(Parts parts, CurrentSettings current) {
        this.parts = parts;
        this.current = current;
    }

    /** The configuration that is in use. */
    Config config() {
        return current.config();
    }

    /** Blocks on the disk for a certificate's files. */
    synchronized ReloadReport reload(Settings.Checked wanted, Consumer<Config> taken) {
        if (!wanted.faults().isEmpty()) {
            return refused(
                    wanted.looked(),
                    wanted.faults().stream().map(ConfigException::getMessage).toList());
        }
        Settings.Difference difference = wanted.settings().between(current.config(), wanted.usable());
        Config effective = difference.effective();
        ChatSettings chat = ChatSettings.read(effective);
        NodeSettings settings = NodeSettings.read(effective);
        List<String> looked = new ArrayList<>(wanted.looked());
        try {
            parts.transport()
                    .reconfigure(TransportSettings.read(effective, chat))
                    .ifPresent(looked::add);
        } catch (ConfigException notHere) {
            return refused(looked, List.of(notHere.getMessage()));
        }
        parts.actors().tell(new ChatSupervisor.Reconfigure(chat));
        parts.memory().reconfigure(settings.memory());
        parts.health().reconfigure(settings.health());
        current.change(effective, settings);
        taken.accept(effective);
        return logged(new ReloadReport(looked, settings(difference, false), settings(difference, true), List.of()));
    }

    private static List<ReloadReport.Setting> settings(Settings.Difference difference, boolean restart) {
        return difference.changes().stream()
                .filter(change -> (change.effect() == Setting.Effect.RESTART) == restart)
                .map(change -> new ReloadReport.Setting(
                        change.key(),
                        change.from(),
                        change.to(),
                        change.effect().toString()))
                .toList();
    }

    private static ReloadReport refused(List<String> looked, List<String> wrong) {
        return logged(new ReloadReport(looked, List.of(), List.of(), wrong));
    }

    private static ReloadReport logged(ReloadReport report) {
        report.looked().forEach(line -> LOG.info("looked at {}", line));
        if (!report.taken()) {
            report.wrong().forEach(line -> LOG.warn("the configuration stays as it was: {}", Redaction.of(line)));
            return report;
        }
        LOG.info(
                "configuration read: {} changed, {} need a restart",
                report.changed().size(),
                report.restart().size());
        report.changed()
                .forEach(setting ->
                        LOG.info("{}: {} -> {} ({})", setting.key(), setting.from(), setting.to(), setting.effect()));
        report.restart()
                .forEach(setting ->
                        LOG.warn("{}: {} -> {} needs a restart", setting.key(), setting.from(), setting.to()));
        return report;
    }
}
