package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CentrifugoDialectTest extends DialectListener {
    CentrifugoDialectTest() {
        super(new CentrifugoDialect());
    }

    @Test
    void way_in_is_connect_and_subscribe() throws IOException {
        dialect.opened(this);
        read("{\"id\":1,\"connect\":{\"client\":\"c\",\"version\":\"6\",\"ping\":25,\"pong\":true}}");
        read("{\"id\":2,\"subscribe\":{}}");
        assertThat(seen)
                .containsExactly(
                        "send {\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"bench-1\"}}",
                        "welcome 0",
                        "joined 0");
    }

    @Test
    void channel_with_a_history_numbers_its_publications() throws IOException {
        read("{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"e\",\"offset\":7,\"positioned\":true}}");
        read(push(Mark.text(3, 4, 5, 64), ",\"offset\":8"));
        assertThat(seen).containsExactly("joined 7", "message 8 of 3, 4, due 5");
    }

    @Test
    void frame_holds_several_objects() throws IOException {
        read("{\"id\":3,\"publish\":{}}\n" + push(Mark.text(3, 4, 5, 64), "") + '\n' + push("hello", "") + "\n{}\n");
        assertThat(seen).containsExactly("message 0 of 3, 4, due 5", "message 0 of somebody else", "send {}");
    }

    @Test
    void what_is_no_message_is_passed_over() throws IOException {
        read("{\"push\":{\"channel\":\"bench-1\",\"join\":{\"info\":{\"client\":\"c\"}}}}");
        assertThat(seen).isEmpty();
    }

    @Test
    void errors_are_told_by_number_and_text() throws IOException {
        read("{\"id\":2,\"error\":{\"code\":103,\"message\":\"permission denied\"}}");
        assertThat(seen).containsExactly("error 103 permission denied");
        assertThatThrownBy(() -> read("hello")).isInstanceOf(IOException.class);
    }

    @Test
    void say_is_a_publish() {
        assertThat(dialect.say("r", "hello"))
                .isEqualTo("{\"id\":3,\"publish\":{\"channel\":\"r\",\"data\":{\"text\":\"hello\"}}}");
    }

    private static String push(String text, String more) {
        return "{\"push\":{\"channel\":\"bench-1\",\"pub\":{\"data\":{\"text\":\"" + text + "\"}" + more + "}}}";
    }
}
