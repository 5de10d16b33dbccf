package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.doctor.Doctor;
import io.chatka.doctor.Report;
import io.chatka.doctor.Status;
import io.chatka.doctor.Subject;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.redis.RedisSettings;
import io.chatka.internal.transport.TransportSettings;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chatka doctor}: checks what would stop or limit a server with the same options. */
@Command(
        name = "doctor",
        description = {
            "Check this machine, Redis and the settings for what would stop or limit a server with the same options.",
            "Exit code: 0 no problem, 1 a problem (with --strict also a warning), 2 the"
                    + " options cannot be understood."
        },
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options;

    @Option(names = "--json", description = "The findings as JSON, for programs.")
    private boolean json;

    @Option(names = "--strict", description = "Exit with 1 for warnings, too.")
    private boolean strict;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        Logging.silence();
        ConfigurationCheck configuration = new ConfigurationCheck(options);
        Report report = Doctor.examine(subject(configuration.usable()), configuration.findings());
        System.out.print(json ? report.json() : report.table());
        boolean unwell = report.count(Status.PROBLEM) > 0 || strict && report.count(Status.WARNING) > 0;
        return unwell ? 1 : 0;
    }

    private static Subject subject(Config config) {
        ChatSettings chat = ChatSettings.read(config);
        RedisSettings redis =
                BrokerProvider.URL.in(config).isEmpty() ? null : RedisSettings.read(config, chat.history());
        return new Subject(
                config,
                TransportSettings.read(config, chat),
                NodeSettings.ADMIN_HOST.in(config),
                NodeSettings.ADMIN_PORT.in(config),
                redis,
                Clock.systemUTC());
    }
}
