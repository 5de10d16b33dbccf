package io.chatka.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.tools.Stop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is answered in one line that says what would be right, and with 2. */
class CommandLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --round 5                                 | no option --round | the nearest is --rounds
                    --rounds many                             | --rounds       | a whole number from 1 to 1000000
                    --rounds 0                                | --rounds       | a whole number from 1 to 1000000
                    --rounds 5 --duration 5m                  | --duration     | choose one
                    --duration 5                              | --duration     | such as 90s, 30m or 2h
                    --clients 1                               | --clients      | from 2 to 20000
                    --rooms 0                                 | --rooms        | from 1 to 10000
                    --nodes 17                                | --nodes        | from 1 to 16
                    --seed x                                  | --seed         | a whole number
                    --slack 0                                 | --slack        | a whole number from 1 to 100
                    --mutate bend                             | bend           | --help
                    --embedded --nodes 2                      | --embedded     | leave out
                    --embedded --redis-server /bin/sh         | --embedded     | leave out
                    --redis-server /nonexistent               | --redis-server | takes a program
                    --redis-server /bin/sh --server-jar /none | --server-jar   | takes the jar
                    --redis-server /bin/sh                    | verify         | ./chatka verify
                    --url http://localhost                    | --url          | ws://localhost:8000
                    --url wss://localhost                     | --url          | ws://localhost:8000
                    --url ws://localhost/ws/lobby             | --url          | ws://localhost:8000
                    --url ws://localhost --nodes 2            | --url          | leave out
                    --url ws://127.0.0.1 --scenario no-such   | no-such        | redis-killed
                    --url ws://127.0.0.1 --scenario all --duration 5s | --scenario | leave out --duration
                    --url ws://127.0.0.1 --scenario slow-reader --rounds 5 | slow-reader | leave out --rounds
                    --url ws://127.0.0.1 --scenario redis-killed --mutate dead | dead | leave it out
                    --url ws://127.0.0.1 --scenario redis-empty-again --mutate drop | drop | beginning, epoch
                    --url ws://127.0.0.1 --mutate epoch       | epoch          | --list
                    --url ws://127.0.0.1 --scenario node-killed    | node-killed | leave out --url
                    --json /nonexistent/results.json          | --json         | a directory that exists
                    --json /                                  | --json         | takes a file
                    """)
    void whatIsWrong_isNamedInOneLineWithTheRemedy(String arguments, String named, String remedy) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.PROGRAM.run(new Stop(), arguments.split(" "));
        } finally {
            System.setErr(before);
        }
        assertThat(exit).isEqualTo(2);
        assertThat(said.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("chatka: ")))
                .singleElement()
                .asString()
                .contains(named, remedy);
    }

    @Test
    void list_names_every_scenario() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        int exit;
        try {
            exit = Main.PROGRAM.run(new Stop(), "--list");
        } finally {
            System.setOut(before);
        }
        assertThat(exit).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("redis-killed", "clock-moved", "reconnect-storm");
    }
}
