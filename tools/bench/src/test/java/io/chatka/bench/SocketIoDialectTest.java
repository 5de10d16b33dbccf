package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SocketIoDialectTest extends DialectListener {
    SocketIoDialectTest() {
        super(new SocketIoDialect());
    }

    @Test
    void way_in_is_open_then_namespace_then_acknowledged_join() throws IOException {
        dialect.opened(this);
        read("0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
        read("40{\"sid\":\"b\"}");
        read("430[{\"room\":\"bench-1\",\"seq\":41}]");
        assertThat(seen).containsExactly("send 40", "send 420[\"join\",\"bench-1\"]", "joined 41");
    }

    @Test
    void acknowledgement_without_a_number_is_the_beginning() throws IOException {
        read("430[]");
        assertThat(seen).containsExactly("joined 0");
    }

    @Test
    void message_is_any_event_with_our_text() throws IOException {
        read("42[\"message\",{\"type\":\"message\",\"seq\":17,\"text\":\"" + Mark.text(3, 4, 5, 64) + "\"}]");
        read("42[\"chat\",\"ann\",\"" + Mark.text(3, 5, 6, 64) + "\"]");
        read("42[\"message\",{\"seq\":18,\"text\":\"hello\"}]");
        assertThat(seen)
                .containsExactly(
                        "message 17 of 3, 4, due 5", "message 0 of 3, 5, due 6", "message 18 of somebody else");
    }

    @Test
    void number_is_found_wherever_it_stands() throws IOException {
        for (int seq : new int[] {9, 10, 99, 100}) {
            read("42[\"message\",{\"seq\":" + seq + ",\"text\":\"" + Mark.text(1, seq, 5, 64) + "\"}]");
            read("42[\"message\",{\"text\":\"" + Mark.text(1, seq, 5, 64) + "\",\"seq\":" + seq + "}]");
        }
        assertThat(seen)
                .containsExactly(
                        "message 9 of 1, 9, due 5",
                        "message 9 of 1, 9, due 5",
                        "message 10 of 1, 10, due 5",
                        "message 10 of 1, 10, due 5",
                        "message 99 of 1, 99, due 5",
                        "message 99 of 1, 99, due 5",
                        "message 100 of 1, 100, due 5",
                        "message 100 of 1, 100, due 5");
    }

    @Test
    void other_packets() throws IOException {
        read("2");
        read("41");
        read("44{\"message\":\"no\"}");
        read("42[\"user joined\",\"ann\"]");
        read("6");
        assertThat(seen)
                .containsExactly("send 3", "bye it closed the namespace", "error connect_error {\"message\":\"no\"}");
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
    }

    @Test
    void say_is_an_event() {
        assertThat(dialect.say("r", "hello")).isEqualTo("42[\"say\",\"hello\"]");
    }
}
