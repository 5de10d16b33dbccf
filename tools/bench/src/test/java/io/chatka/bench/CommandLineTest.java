package io.chatka.bench;

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
                    --users-all 5                             | no option --users-all | the nearest is --users; see chatka bench --help
                    --urll ws://localhost                     | --urll       | --help
                    --users                                   | --users      | --help
                    --users many                              | --users      | a whole number from 1 to 1000000
                    --users 0                                 | --users      | a whole number from 1 to 1000000
                    --users 99999999999999                    | --users      | a whole number from 1 to 1000000
                    --users 5 --rooms 6                       | --rooms      | at most the number of users, 5
                    --users 5 --publishers 6                  | --publishers | at most the number of users, 5
                    --rate 0                                  | --rate       | a number above 0
                    --rate -1                                 | --rate       | a number above 0
                    --rate 5 --window 5                       | --window     | choose one
                    --size 10                                 | --size       | from 48 to 60000
                    --duration 1h                             | --duration   | seconds from 0 to 86400
                    --messages 5 --duration 3                 | --duration   | add --rate or --window
                    --messages 5 --warmup 3                   | --warmup     | add --rate or --window
                    --threads 0                               | --threads    | from 1 to 256
                    --preset chair                            | --preset     | takes table
                    --preset table --rooms 5                  | --rooms      | leave out
                    --dialect klingon                         | --dialect    | chatka, socketio, centrifugo
                    --url http://localhost:8000               | --url        | ws://localhost:8000
                    --url localhost:8000                      | --url        | ws://localhost:8000
                    --url ws://127.0.0.1:1                    | 127.0.0.1:1  | start a server with ./chatka serve
                    --json /nonexistent/results.json          | --json       | a directory that exists
                    --html /                                  | --html       | takes a file
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
    void help_is_shown_and_nothing_else() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(shown, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.PROGRAM.run(new Stop(), "--help")).isZero();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("--users=N", " 5% for")
                .doesNotContain("%n", "%%");
        assertThat(complained.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void address_is_completed_as_far_as_it_has_to_be() {
        assertThat(Target.parse("ws://127.0.0.1", Dialects.CHATKA).pathOf("a")).isEqualTo("/ws/a");
        assertThat(Target.parse("ws://127.0.0.1/", Dialects.CHATKA).pathOf("a")).isEqualTo("/ws/a");
        assertThat(Target.parse("ws://127.0.0.1/ws", Dialects.CHATKA).pathOf("a"))
                .isEqualTo("/ws/a");
        assertThat(Target.parse("ws://127.0.0.1/chat/", Dialects.CHATKA).pathOf("a"))
                .isEqualTo("/chat/ws/a");
        assertThat(Target.parse("wss://127.0.0.1/x/{room}?token=t", Dialects.CHATKA)
                        .pathOf("a"))
                .isEqualTo("/x/a?token=t");
        assertThat(Target.parse("wss://127.0.0.1", Dialects.CHATKA).url()).isEqualTo("wss://127.0.0.1:443");
    }

    @Test
    void address_is_completed_as_the_dialect_has_it() {
        assertThat(Target.parse("ws://127.0.0.1", Dialects.SOCKETIO).pathOf("a"))
                .isEqualTo("/socket.io/?EIO=4&transport=websocket");
        assertThat(Target.parse("ws://127.0.0.1/chat/?token=t", Dialects.SOCKETIO)
                        .pathOf("a"))
                .isEqualTo("/chat/?token=t&EIO=4&transport=websocket");
        assertThat(Target.parse("ws://127.0.0.1/", Dialects.CENTRIFUGO).pathOf("a"))
                .isEqualTo("/connection/websocket");
        assertThat(Target.parse("ws://127.0.0.1/x?room={room}", Dialects.CENTRIFUGO)
                        .pathOf("a"))
                .isEqualTo("/x?room=a");
    }
}
