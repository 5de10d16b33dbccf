package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChatkaDialectTest extends DialectListener {
    ChatkaDialectTest() {
        super(new ChatkaDialect());
    }

    @Test
    void message_as_chatka_writes_it() throws IOException {
        read("{\"type\":\"message\",\"seq\":1234567,\"at\":1767225600000,\"room\":\"lobby\",\"from\":{\"id\":\"g\"},"
                + "\"text\":\"" + Mark.text(3, 4, 5, 64) + "\"}");
        assertThat(seen).containsExactly("message 1234567 of 3, 4, due 5");
    }

    @Test
    void message_with_its_fields_in_another_order() throws IOException {
        read("{\"text\":\"" + Mark.text(3, 4, 5, 64) + "\", \"from\":{\"seq\":9}, \"seq\": 17, \"type\":\"message\"}");
        assertThat(seen).containsExactly("message 17 of 3, 4, due 5");
    }

    @Test
    void message_of_somebody_else() throws IOException {
        read("{\"type\":\"message\",\"seq\":8,\"text\":\"hello\"}");
        assertThat(seen).containsExactly("message 8 of somebody else");
    }

    @Test
    void the_other_events() throws IOException {
        read("{\"type\":\"welcome\",\"protocol\":\"chatka.v1\",\"user\":{\"id\":\"x\"},\"limits\":{\"text\":2000}}");
        read("{\"type\":\"joined\",\"room\":\"r\",\"epoch\":\"e\",\"seq\":41,\"recovered\":false,\"members\":3}");
        read("{\"type\":\"gap\",\"room\":\"r\",\"from\":5,\"to\":9}");
        read("{\"type\":\"room\",\"room\":\"r\",\"epoch\":\"f\",\"seq\":2}");
        read("{\"type\":\"error\",\"code\":\"rate_limited\",\"message\":\"too fast\",\"retryAfter\":100}");
        read("{\"type\":\"bye\",\"code\":4002,\"reason\":\"slow\",\"reconnect\":500}");
        assertThat(seen)
                .containsExactly("welcome 2000", "joined 41", "gap 5 9", "epoch 2", "error rate_limited", "bye slow");
    }

    @Test
    void events_that_say_nothing_about_messages_are_passed_over() throws IOException {
        read(
                "{\"type\":\"presence\",\"room\":\"r\",\"members\":3,\"joined\":[{\"id\":\"a\",\"name\":\"b\"}],\"left\":[]}");
        read("{\"type\":\"room\",\"room\":\"r\",\"presence\":\"counts\"}");
        read("{\"type\":\"of the future\"}");
        assertThat(seen).isEmpty();
    }

    @Test
    void what_is_no_json_is_no_event() {
        assertThatThrownBy(() -> read("hello")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("{\"type\":\"joined\",\"seq\":\"x\"}")).isInstanceOf(IOException.class);
    }

    @Test
    void server_speaks_first() {
        dialect.opened(this);
        assertThat(seen).isEmpty();
        assertThat(dialect.say("r", "hello")).isEqualTo("{\"type\":\"say\",\"text\":\"hello\"}");
    }
}
