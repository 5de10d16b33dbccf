package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.internal.redis.RealRedis;
import io.chatka.internal.transport.tls.Certificates;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./chatka doctor} finds faults that are really there. */
class DoctorIT {
    @TempDir
    Path directory;

    @Test
    void nothing_wrong_no_problem_and_exit_0() throws Exception {
        try (RealRedis redis = RealRedis.start("appendonly", "yes", "maxmemory", "256mb")) {
            Visit visit = Visit.pay("", "", "--redis", redis.uri());
            assertThat(visit.exit).isZero();
            assertThat(visit.problems()).isEmpty();
            for (String check : new String[] {
                "configuration",
                "port",
                "admin port",
                "redis",
                "redis layout",
                "redis version",
                "redis memory",
                "redis persistence",
                "redis pub/sub buffer",
                "redis clients",
                "clock"
            }) {
                assertThat(visit.of(check).path("status").asText()).as(check).isEqualTo("ok");
            }
        }
    }

    @Test
    void too_few_open_files() throws Exception {
        Visit.pay("ulimit -n 1000; ", "").hasProblem("open files", "soft limit 1,000", "LimitNOFILE");
    }

    @Test
    void fewer_open_files_than_connections_asked_for() throws Exception {
        Visit.pay("ulimit -n 2000; ", "", "--set", "chatka.limits.connections=5000")
                .hasProblem("open files", "asks for 5,000", "lower the setting");
    }

    @Test
    void port_that_somebody_else_has() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Visit.pay("", "", "--port", port)
                    .hasProblem("port", "(process " + ProcessHandle.current().pid() + ")", "--port");
            Visit.pay("", "", "--port", "0", "--admin-port", port)
                    .hasProblem(
                            "admin port", "(process " + ProcessHandle.current().pid() + ")", "--admin-port");
        }
    }

    @Test
    void redis_whose_keys_are_of_another_layout() throws Exception {
        try (RealRedis redis = RealRedis.start()) {
            redis.call("SET", "chatka:layout", "77");
            Visit.pay("", "", "--redis", redis.uri()).hasProblem("redis layout", "layout 77", "chatka.redis.prefix");
            assertThat(Visit.pay("", "", "--redis", redis.uri(), "--set", "chatka.redis.prefix=mine")
                            .of("redis layout")
                            .path("status")
                            .asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void redis_that_throws_keys_away() throws Exception {
        try (RealRedis redis = RealRedis.start("maxmemory", "64mb", "maxmemory-policy", "allkeys-lru")) {
            Visit.pay("", "", "--redis", redis.uri()).hasProblem("redis memory", "allkeys-lru", "noeviction");
            Visit allowed = Visit.pay("", "", "--redis", redis.uri(), "--set", "chatka.redis.allow-eviction=on");
            assertThat(allowed.of("redis memory").path("status").asText()).isEqualTo("warning");
            assertThat(allowed.exit).isZero();
        }
    }

    @Test
    void redis_with_another_password() throws Exception {
        try (RealRedis redis = RealRedis.startWithPassword("right")) {
            Visit wrong = Visit.pay("", "", "--redis", "redis://:wr0ng-one@127.0.0.1:" + redis.port());
            wrong.hasProblem("redis", "password is wrong", "check them in the URL");
            assertThat(wrong.text).doesNotContain("wr0ng-one");
            Visit.pay("", "", "--redis", "redis://127.0.0.1:" + redis.port())
                    .hasProblem("redis", "wants a password", "redis://:password@host");
        }
    }

    @Test
    void redis_with_a_tiny_buffer_for_subscribers() throws Exception {
        try (RealRedis redis = RealRedis.start("client-output-buffer-limit", "pubsub 64kb 16kb 5")) {
            Visit.pay("", "", "--redis", redis.uri())
                    .hasProblem("redis pub/sub buffer", "64 KiB at once", "client-output-buffer-limit 'pubsub 32mb");
        }
    }

    @Test
    void redis_that_is_a_read_only_replica() throws Exception {
        try (RealRedis primary = RealRedis.start();
                RealRedis replica = RealRedis.start("replicaof", "127.0.0.1 " + primary.port())) {
            Visit.pay("", "", "--redis", replica.uri()).hasProblem("redis", "read-only replica", "primary");
        }
    }

    @Test
    void redis_that_is_not_there() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Visit.pay("", "", "--redis", "redis://127.0.0.1:" + port)
                .hasProblem("redis", "connection refused", "is redis-server running there?");
    }

    @Test
    void redis_that_cannot_save_to_disk() throws Exception {
        try (RealRedis redis = RealRedis.start()) {
            redis.failToSave();
            Visit visit = Visit.pay("", "", "--redis", redis.uri());
            visit.hasProblem("redis", "cannot save to disk", "look into its log");
            visit.hasProblem("redis persistence", "failed", "disk");
        }
    }

    @Test
    void redis_whose_every_client_is_there_already() throws Exception {
        try (RealRedis redis = RealRedis.start("maxclients", "1")) {
            Visit.pay("", "", "--redis", redis.uri()).hasProblem("redis clients", "of 1 ", "maxclients");
        }
    }

    @Test
    void redis_that_forgets_everything_when_it_stops() throws Exception {
        try (RealRedis redis = RealRedis.start()) {
            Visit visit = Visit.pay("", "", "--redis", redis.uri());
            assertThat(visit.of("redis persistence").path("status").asText()).isEqualTo("warning");
            assertThat(visit.of("redis memory").path("found").asText()).contains("no maxmemory");
            assertThat(visit.exit).as("warnings alone").isZero();
            assertThat(Visit.pay("", "", "--strict", "--redis", redis.uri()).exit)
                    .isEqualTo(1);
        }
    }

    @Test
    void certificate_that_has_expired_or_soon_will_or_cannot_be_opened() throws Exception {
        Certificates certificates = Certificates.in(directory);
        Path expired = certificates.expired("expired").keyStore();
        tls(expired, Certificates.PASSWORD).hasProblem("certificate", "expired", "renew it");
        Path soon = certificates.selfSigned("soon", 5).keyStore();
        Visit visit = tls(soon, Certificates.PASSWORD);
        assertThat(visit.of("certificate").path("status").asText()).isEqualTo("warning");
        Path good = certificates.make("good", "-keyalg EC").keyStore();
        assertThat(tls(good, Certificates.PASSWORD)
                        .of("certificate")
                        .path("status")
                        .asText())
                .isEqualTo("ok");
        Visit wrong = tls(good, "wr0ng-one");
        wrong.hasProblem("certificate", "password is wrong", "chatka.server.tls");
        assertThat(wrong.text).doesNotContain("wr0ng-one");
    }

    private static Visit tls(Path keyStore, String password) throws Exception {
        return Visit.pay(
                "",
                "",
                "--set",
                "chatka.server.tls.key-store=" + keyStore,
                "--set",
                "chatka.server.tls.key-store-password=" + password);
    }

    @Test
    void heap_that_is_larger_than_the_memory() throws Exception {
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        Visit.pay("", "-Xmx" + ((memory >> 20) + 1024) + "m").hasProblem("heap", "larger than the memory", "-Xmx");
    }

    @Test
    void every_fault_of_a_configuration_not_only_the_first() throws Exception {
        Path file = Files.writeString(
                directory.resolve("chatka.conf"),
                "chatka { server.prot = 80, limits.rooms = many, history.time = soon }");
        Visit visit = Visit.pay("", "", "--config", file.toString(), "--set", "chatka.redis.urll=x");
        visit.hasProblem("configuration", "there is no setting", "correct it");
        assertThat(visit.problems())
                .hasSize(4)
                .anyMatch(problem -> problem.contains("chatka.server.prot; the nearest is chatka.server.port"))
                .anyMatch(problem -> problem.contains("chatka.limits.rooms is \"many\""))
                .anyMatch(problem -> problem.contains("chatka.history.time is \"soon\""))
                .anyMatch(problem -> problem.contains("chatka.redis.urll"));
    }

    @Test
    void settings_that_contradict_each_other() throws Exception {
        Visit visit = Visit.pay(
                "",
                "",
                "--port",
                "7777",
                "--admin-port",
                "7777",
                "--set",
                "chatka.limits.queued=64KiB",
                "--set",
                "chatka.health.deaf=1s",
                "--set",
                "chatka.limits.frame=2KiB",
                "--set",
                "chatka.limits.rate=off");
        visit.hasProblem("configuration", "port and admin-port are the same", "--admin-port");
        assertThat(visit.warnings())
                .anyMatch(warning -> warning.contains("chatka.history.replay.bytes is more than"))
                .anyMatch(warning -> warning.contains("chatka.health.echo is not less than"))
                .anyMatch(warning -> warning.contains("chatka.limits.text allows texts"))
                .anyMatch(warning -> warning.contains("chatka.limits.data allows data"))
                .anyMatch(warning -> warning.contains("chatka.limits.rate is off"));
    }

    @Test
    void options_that_are_none_exit_2() throws Exception {
        assertThat(Visit.start("", "", "--prot", "1").waitFor()).isEqualTo(2);
        assertThat(Visit.start("", "", "--set", "novalue").waitFor()).isEqualTo(2);
    }

    @Test
    void serve_loads_only_what_looks_at_once() throws Exception {
        Path loaded = directory.resolve("loaded");
        String log = "export JDK_JAVA_OPTIONS=-Xlog:class+load:file=" + loaded + "; ";
        Visit.pay(log, "");
        assertThat(Files.readString(loaded)).as("the log does work").contains("io.chatka.doctor.Doctor");
        try (ServerProcess server = ServerProcess.start(log)) {
            assertThat(server.port).isPositive();
        }
        assertThat(Files.readString(loaded))
                .contains("io.chatka.server.ServeCommand", "io.chatka.doctor.AtStart")
                .doesNotContain(
                        "DoctorCommand",
                        "io.chatka.doctor.Doctor ",
                        "io.chatka.doctor.Report",
                        "io.chatka.doctor.Redis",
                        "io.chatka.doctor.Ports ",
                        "io.chatka.doctor.MachineClock");
    }

    /** One run of the packaged program. */
    private record Visit(int exit, String text, JsonNode json) {
        static Process start(String before, String jvm, String... options) throws Exception {
            String java = ProcessHandle.current().info().command().orElseThrow();
            String command = before + "exec '" + java + "' " + System.getProperty("test.server.jvm.options", "")
                    + " -XX:TieredStopAtLevel=1 "
                    + jvm + " -jar '" + System.getProperty("test.server.jar") + "' doctor --json \"$@\"";
            String[] line = new String[options.length + 4];
            line[0] = "sh";
            line[1] = "-c";
            line[2] = command;
            line[3] = "doctor";
            System.arraycopy(options, 0, line, 4, options.length);
            return new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        /** Ports are any that are free unless the options name one. */
        static Visit pay(String before, String jvm, String... options) throws Exception {
            String[] all = new String[options.length + 6];
            all[0] = "--set";
            all[1] = "chatka.server.port=0";
            all[2] = "--set";
            all[3] = "chatka.server.admin-port=0";
            // A machine that stands still for a moment is no Redis that does not answer.
            all[4] = "--set";
            all[5] = "chatka.redis.command-timeout=20s";
            System.arraycopy(options, 0, all, 6, options.length);
            Process process = start(before, jvm, all);
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Visit(process.waitFor(), text, new ObjectMapper().readTree(text));
        }

        JsonNode of(String check) {
            for (JsonNode finding : json.path("findings")) {
                if (finding.path("check").asText().equals(check)) {
                    return finding;
                }
            }
            throw new AssertionError("nothing about " + check + ": " + text);
        }

        void hasProblem(String check, String found, String remedy) {
            assertThat(exit).as(text).isEqualTo(1);
            JsonNode finding = of(check);
            assertThat(finding.path("status").asText()).as(text).isEqualTo("problem");
            assertThat(finding.path("found").asText()).contains(found);
            assertThat(finding.path("remedy").asText()).contains(remedy);
        }

        List<String> problems() {
            return with("problem");
        }

        List<String> warnings() {
            return with("warning");
        }

        private List<String> with(String status) {
            List<String> found = new ArrayList<>();
            for (JsonNode finding : json.path("findings")) {
                if (finding.path("status").asText().equals(status)) {
                    found.add(finding.path("found").asText());
                }
            }
            return found;
        }
    }
}
