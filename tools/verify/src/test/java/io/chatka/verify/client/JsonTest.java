package io.chatka.verify.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Removal;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final String ONE =
            "{\"type\":\"message\",\"seq\":1,\"at\":5,\"room\":\"r\",\"from\":{\"id\":\"u\",\"name\":\"[}\"},\"text\":\"~k.1~ ä\\\"]\"}";
    private static final String TWO = ONE.replace("\"seq\":1", "\"seq\":2");

    @Test
    void messages_of_a_history_are_the_very_characters_that_came() {
        String history = "{\"type\":\"history\",\"id\":1,\"room\":\"r\",\"more\":true,\"messages\":[" + ONE + ", " + TWO
                + "],\"new\":{\"messages\":[1]}}";
        List<Message> messages = Json.messages(history);
        assertThat(messages).extracting(Message::frame).containsExactly(ONE, TWO);
        assertThat(messages).extracting(Message::seq).containsExactly(1L, 2L);
        assertThat(messages.get(0).key()).isEqualTo("k.1");
        assertThat(messages.get(0).sender()).isEqualTo("u");
    }

    @Test
    void an_empty_history_has_no_messages() {
        assertThat(Json.messages("{\"type\":\"history\",\"messages\":[],\"more\":false}"))
                .isEmpty();
    }

    @Test
    void what_is_gone_is_told_by_a_tombstone_or_an_event() {
        String tombstone = "{\"type\":\"message\",\"seq\":1,\"at\":5,\"room\":\"r\",\"deleted\":true}";
        String target = "{\"type\":\"deleted\",\"seq\":3,\"at\":6,\"room\":\"r\",\"target\":1}";
        String user = "{\"type\":\"deleted\",\"seq\":4,\"at\":6,\"room\":\"r\",\"user\":\"u\"}";
        List<Message> messages = Json.messages(
                "{\"type\":\"history\",\"messages\":[" + tombstone + "," + target + "," + user + "],\"more\":false}");
        assertThat(messages)
                .extracting(Message::removal)
                .containsExactly(new Removal.Here(), new Removal.Of(1), new Removal.AllBy("u"));
        assertThat(messages).extracting(Message::key).containsOnlyNulls();
    }

    /** A server may fill the place of a text that is on its way. */
    @Test
    void tombstones_with_white_space_are_the_same() {
        String tombstone = "{\"type\":\"message\",\"seq\":1,\"at\":5,\"room\":\"r\",\"deleted\":true}";
        String longer = tombstone + "     ";
        assertThat(Json.message(Json.parse(longer), longer)).isEqualTo(Json.message(Json.parse(tombstone), tombstone));
    }
}
