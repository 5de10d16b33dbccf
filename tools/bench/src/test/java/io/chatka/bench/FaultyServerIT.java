package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.bench.FaultyServer.Fault;
import io.chatka.tools.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that break the promise, each in one way: all of it is noticed, from the socket to the exit code. */
class FaultyServerIT {
    private static final Speech CHATKA = new Speech.Chatka();

    /** Seconds. More than a busy machine keeps a thread waiting; what is really lost costs all of them. */
    private static final String PATIENCE = "2";

    private String said = "";

    @Test
    void good_server_is_called_good() throws IOException {
        assertThat(bench((member, seq, text) -> List.of(CHATKA.message(seq, text))))
                .isZero();
        assertThat(said).contains("Everybody got everything, once and in order.");
    }

    @Test
    void message_lost_for_one_member() throws IOException {
        assertThat(bench((member, seq, text) ->
                        member == 3 && seq == 7 ? List.of() : List.of(CHATKA.message(seq, text))))
                .isEqualTo(1);
        assertThat(said).contains("1 lost, 0 twice, 0 out of order").contains("FAULT    1 deliveries were lost");
    }

    @Tag("full")
    @Test
    void last_message_lost_for_everybody() throws IOException {
        assertThat(bench((member, seq, text) -> seq == 20 ? List.of() : List.of(CHATKA.message(seq, text))))
                .isEqualTo(1);
        assertThat(said).contains("5 lost, 0 twice, 0 out of order");
    }

    @Tag("full")
    @Test
    void message_twice_for_one_member() throws IOException {
        assertThat(bench((member, seq, text) -> member == 0 && seq == 5
                        ? List.of(CHATKA.message(seq, text), CHATKA.message(seq, text))
                        : List.of(CHATKA.message(seq, text))))
                .isEqualTo(1);
        assertThat(said).contains("0 lost, 1 twice, 0 out of order");
    }

    @Tag("full")
    @Test
    void two_messages_in_the_wrong_order_for_one_member() throws IOException {
        String[] held = {""};
        assertThat(bench((member, seq, text) -> {
                    if (member == 2 && seq == 5) {
                        held[0] = CHATKA.message(seq, text);
                        return List.of();
                    }
                    return member == 2 && seq == 6
                            ? List.of(CHATKA.message(seq, text), held[0])
                            : List.of(CHATKA.message(seq, text));
                }))
                .isEqualTo(1);
        assertThat(said).contains("0 lost, 0 twice, 1 out of order");
    }

    @Tag("full")
    @Test
    void places_that_mean_something_else_to_one_member() throws IOException {
        String[] held = {""};
        assertThat(bench((member, seq, text) -> {
                    if (member == 2 && seq == 5) {
                        held[0] = text;
                        return List.of();
                    }
                    return member == 2 && seq == 6
                            ? List.of(CHATKA.message(5, text), CHATKA.message(6, held[0]))
                            : List.of(CHATKA.message(seq, text));
                }))
                .isEqualTo(1);
        // How many are blamed, this one or the others, depends on who was first.
        assertThat(said).contains("0 lost, 0 twice, ").doesNotContain(" 0 out of order");
    }

    @Tag("full")
    @Test
    void gap_is_no_loss_but_told() throws IOException {
        assertThat(bench((member, seq, text) -> member == 1 && seq == 8
                        ? List.of("{\"type\":\"gap\",\"room\":\"r\",\"from\":8,\"to\":8}")
                        : List.of(CHATKA.message(seq, text))))
                .isEqualTo(1);
        assertThat(said).contains("0 lost, 0 twice, 0 out of order, 1 left out with a gap");
    }

    /** Five users, of whom two say ten things each. */
    private int bench(Fault fault) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (FaultyServer server = new FaultyServer(CHATKA, fault)) {
            return Main.PROGRAM.run(
                    new Stop(),
                    "--url",
                    server.url(),
                    "--users",
                    "5",
                    "--publishers",
                    "2",
                    "--messages",
                    "20",
                    "--ramp",
                    "0",
                    "--patience",
                    PATIENCE);
        } finally {
            System.setOut(before);
            said = out.toString(StandardCharsets.UTF_8);
        }
    }
}
