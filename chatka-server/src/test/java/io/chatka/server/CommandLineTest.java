package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The messages and exit codes of the command line: 0, or 2 or 75 with one line that says what would
 * be right.
 */
class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void help_isShown() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("serve")
                .contains("--version")
                .contains("chatka bench");
        assertThat(err.size()).isZero();
    }

    @Test
    void serveHelp_namesEveryOption() {
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--host", "--port", "--admin-port", "--redis", "--config", "--log-format", "--set");
    }

    @Test
    void version_isShown() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("chatka ");
    }

    @Test
    void nothingAsked_usageAndExit2() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Usage: chatka");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    serve --prot 1                                   | no option --prot | the nearest is --port; see chatka serve --help
                    serve 9000                                       | 9000 belongs to no option | see chatka serve --help
                    srve                                             | no command srve | there are serve, admin, top, token
                    serve --port                                     | --port       | --help
                    serve --port no                                  | chatka.server.port | from 0 to 65535
                    serve --port 70000                               | chatka.server.port | from 0 to 65535
                    serve --set chatka.limits.txt=5                  | chatka.limits.txt  | chatka.limits.text
                    serve --set chatka.limits.text=many              | chatka.limits.text | whole number
                    serve --set chatka.limits.text                   | KEY=VALUE    | chatka.limits.text
                    serve --set chatka.heartbeat.interval=fast       | chatka.heartbeat.interval | duration
                    serve --set chatka.server.io=kqueue              | chatka.server.io   | epoll
                    serve --set chatka.server.event-loops=0          | chatka.server.event-loops | from 1
                    serve --log-format xml                           | log-format   | json
                    serve --config /nonexistent.conf                 | /nonexistent.conf  | no such file
                    serve --redis localhost:6379                     | the Redis URL | redis[s]://[[user]:password@]host[:port][/database], such as redis://localhost:6379
                    serve --set chatka.server=9000                   | chatka.server | a group of settings
                    serve --port 8123 --admin-port 8123              | are the same | --admin-port
                    serve --set chatka.server.host=0.0.0.0 --port 8123 --admin-port 8123 | are the same | --admin-port
                    serve --host 0.0.0.0                             | chatka.auth.guests | set it to on
                    serve --set chatka.server.host=localhost --port 8123 --admin-port 8123 | are the same | --admin-port
                    serve --set chatka.server.allowed-origins=["a.example"] | chatka.server.allowed-origins | write "https://a.example"
                    serve --set chatka.server.allowed-origins=["https://a.example/"] | chatka.server.allowed-origins | an origin has no path
                    serve --set chatka.history.classes=[{room=x}]    | chatka.history.classes[0].room | there are messages, rooms, time
                    serve --redis redis_1:6380                       | the Redis URL | write redis://redis_1:6380
                    serve --redis redis+cluster://127.0.0.1:7000     | the Redis URL | use a single Redis
                    dance                                            | dance        | --help
                    """)
    void whatIsWrong_isNamedInOneLineWithTheRemedy(String arguments, String named, String remedy) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertOneLine(named, remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    serve --redis redis://127.0.0.1:1                | 127.0.0.1:1  | is redis-server running there?
                    serve --host 203.0.113.7 --port 0 --set chatka.auth.guests=on | 203.0.113.7  | --host
                    serve --port 0 --set chatka.server.admin-host=203.0.113.7 --set chatka.admin.insecure=on | 203.0.113.7 | chatka.server.admin-host
                    """)
    void whatPasses_hasAnExitCodeOfItsOwn(String arguments, String named, String remedy) {
        assertThat(run(arguments.split(" "))).isEqualTo(75);
        assertOneLine(named, remedy);
    }

    @Test
    void portInUse_isNamedWithTheRemedyAndMayPass() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("serve", "--port", port, "--admin-port", "0")).isEqualTo(75);
            assertOneLine("127.0.0.1:" + port, "--port");
            assertThat(run("serve", "--port", "0", "--admin-port", port)).isEqualTo(75);
            assertOneLine("127.0.0.1:" + port, "--admin-port");
        }
    }

    @Test
    void configurationWithAnUnknownKey_isNamedWithItsFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), "chatka.server.prot = 80");
        assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
        assertOneLine(file.toString(), "chatka.server.port");
    }

    @Test
    void configurationThatIsNoHocon_isNamedWithItsLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), "chatka {\n  server {\n");
        assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
        assertOneLine(file + ", line 3: the file ends, and a { or [ is not closed");
    }

    @Test
    void configurationThatIsAList_isNamedWithItsLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("my.json"), "[1, 2]");
        assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
        assertOneLine(file + ", line 1: has type LIST rather than object");
    }

    @Test
    void configurationWithAVariableThatIsNotSet_saysHowItMayBeMissing(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("my.conf"), "chatka.redis.url = ${NO_SUCH_VARIABLE}");
        assertThat(run("serve", "--config", file.toString())).isEqualTo(2);
        assertOneLine(file + ", line 1: Could not resolve", "${NO_SUCH_VARIABLE}; set it in the environment", "${?");
    }

    @Test
    void configurationThatIsADirectory_isRefused(@TempDir File directory) {
        assertThat(run("serve", "--config", directory.getPath())).isEqualTo(2);
        assertOneLine(directory.getPath(), "it is a directory");
    }

    @Test
    void passwordInARedisUrl_isNotSaid() {
        assertThat(run("serve", "--redis", "redis://:hunter2@127.0.0.1:1")).isEqualTo(75);
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("hunter2");
    }

    private void assertOneLine(String... parts) {
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(said.lines()).hasSize(1);
        assertThat(said).startsWith("chatka: ").contains(parts);
        err.reset();
    }

    private int run(String... arguments) {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return Main.run(arguments);
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
