package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.bench.FaultyServer.Fault;
import io.chatka.tools.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are no Chatka, over real sockets: the way in, every way to send, and what they do wrong. */
class DialectIT {
    private static final List<String> BURST = List.of("--messages", "20");

    /** Seconds. More than a busy machine keeps a thread waiting; what is really lost costs all of them. */
    private static final String PATIENCE = "2";

    private String said = "";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void good_socketio_server_is_called_good(boolean numbered) throws IOException {
        Speech speech = new Speech.SocketIo(numbered);
        assertThat(bench("socketio", speech, good(speech), BURST)).isZero();
        assertThat(said).contains("Everybody got everything", "delivered   100,");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void good_centrifugo_is_called_good(boolean numbered) throws IOException {
        Speech speech = new Speech.Centrifugo(numbered);
        assertThat(bench("centrifugo", speech, good(speech), BURST)).isZero();
        assertThat(said).contains("Everybody got everything", "delivered   100,");
    }

    @Tag("full")
    @Test
    void window_opens_again_only_for_a_message_that_every_member_has() throws IOException {
        Speech speech = new Speech.SocketIo(true);
        // One member gets four messages and then no more: beyond those four, each publisher has its three under way.
        Fault fault = (member, seq, text) -> member == 4 && seq > 4 ? List.of() : List.of(speech.message(seq, text));
        List<String> load = List.of("--window", "3", "--messages", "40", "--duration", "1");
        assertThat(bench("socketio", speech, fault, load)).isEqualTo(1);
        assertThat(said).contains("published   10 messages", "6 lost, 0 twice, 0 out of order");
    }

    @Tag("full")
    @Test
    void loss_is_noticed_with_and_without_numbers() throws IOException {
        for (boolean numbered : new boolean[] {true, false}) {
            Speech speech = new Speech.SocketIo(numbered);
            Fault fault =
                    (member, seq, text) -> member == 3 && seq == 7 ? List.of() : List.of(speech.message(seq, text));
            assertThat(bench("socketio", speech, fault, BURST)).isEqualTo(1);
            assertThat(said).contains("1 lost, 0 twice, ");
            // Without numbers every later message looks misplaced; to how many depends on who was first.
            assertThat(said.contains("1 lost, 0 twice, 0 out of order")).isEqualTo(numbered);
        }
    }

    @Tag("full")
    @Test
    void server_that_gives_another_order_to_one_member_is_noticed() throws IOException {
        Speech speech = new Speech.Centrifugo(false);
        String[] held = {""};
        Fault fault = (member, seq, text) -> {
            if (member == 2 && seq == 5) {
                held[0] = speech.message(seq, text);
                return List.of();
            }
            return member == 2 && seq == 6
                    ? List.of(speech.message(seq, text), held[0])
                    : List.of(speech.message(seq, text));
        };
        assertThat(bench("centrifugo", speech, fault, BURST)).isEqualTo(1);
        assertThat(said).contains("0 lost, 0 twice, ").doesNotContain(" 0 out of order");
    }

    private static Fault good(Speech speech) {
        return (member, seq, text) -> List.of(speech.message(seq, text));
    }

    /** Five users, of whom two speak. */
    private int bench(String dialect, Speech speech, Fault fault, List<String> load) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try (FaultyServer server = new FaultyServer(speech, fault)) {
            List<String> options = new ArrayList<>(List.of("--url", server.url(), "--dialect", dialect));
            options.addAll(List.of("--users", "5", "--publishers", "2", "--ramp", "0"));
            options.addAll(List.of("--patience", PATIENCE));
            options.addAll(load);
            return Main.PROGRAM.run(new Stop(), options.toArray(String[]::new));
        } finally {
            System.setOut(before);
            said = out.toString(StandardCharsets.UTF_8);
        }
    }
}
