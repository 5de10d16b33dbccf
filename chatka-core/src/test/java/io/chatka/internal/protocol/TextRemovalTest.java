package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextRemovalTest {
    private static final String EVE =
            "{\"type\":\"message\",\"seq\":7,\"at\":5,\"room\":\"lobby\",\"from\":{\"id\":\"eve\",\"name\":\"Eve\"},\"text\":\"a\\\"}b\"}";
    private static final String PLACE = "{\"type\":\"message\",\"seq\":7,\"at\":5,\"room\":\"lobby\",\"deleted\":true}";

    private final TextRemoval one = of(EventKind.DELETED, "\"target\":7");
    private final TextRemoval ofEve = of(EventKind.CLEARED, "\"user\":\"eve\"");

    @Test
    void a_tombstone_and_white_space_take_the_place_of_a_text() {
        for (TextRemoval removal : new TextRemoval[] {one, ofEve}) {
            String left = apply(removal, EVE);
            assertThat(left).hasSameSizeAs(EVE);
            assertThat(left.stripTrailing()).isEqualTo(PLACE);
        }
    }

    @Test
    void in_a_page_the_other_messages_stay() {
        String ann = EVE.replace("\"seq\":7", "\"seq\":8").replace("eve", "ann");
        String page = "{\"type\":\"history\",\"messages\":[" + ann + "," + EVE + "," + ann + "]}";
        for (TextRemoval removal : new TextRemoval[] {one, ofEve}) {
            String left = apply(removal, page);
            assertThat(left).hasSameSizeAs(page);
            assertThat(left.replaceAll(" +", ""))
                    .isEqualTo(page.replace(EVE, PLACE).replaceAll(" +", ""));
        }
    }

    @Test
    void what_is_not_concerned_is_returned_as_it_is() {
        for (String other : new String[] {
            EVE.replace("lobby", "lobb"),
            EVE.replace("lobby", "lobby2"),
            EVE.replace("\"seq\":7", "\"seq\":77"),
            EVE.replace("\"seq\":7", "\"seq\":12"),
            PLACE,
            "{\"type\":\"gap\",\"room\":\"lobby\",\"from\":7,\"to\":7}",
            "{\"type\":\"message\",\"seq\":",
            ""
        }) {
            byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
            assertThat(one.applyTo(bytes)).as(other).isSameAs(bytes);
            if (!other.contains(":77")) {
                assertThat(ofEve.applyTo(bytes)).as(other).isSameAs(bytes);
            }
        }
        assertThat(apply(one, EVE.replace("eve", "ann"))).isNotEqualTo(EVE.replace("eve", "ann"));
        assertThat(apply(ofEve, EVE.replace("eve", "evee"))).isEqualTo(EVE.replace("eve", "evee"));
    }

    @Test
    void a_text_that_quotes_a_message_is_left_alone() {
        String quoting = EVE.replace("\"seq\":7", "\"seq\":9")
                .replace("eve", "ann")
                .replace("a\\\"}b", EVE.replace("\\", "\\\\").replace("\"", "\\\""));
        assertThat(apply(one, quoting)).isEqualTo(quoting);
        assertThat(apply(ofEve, quoting)).isEqualTo(quoting);
    }

    @Test
    void events_of_the_epoch_become_tombstones() {
        Event event = new Event("e", 7, EventKind.MESSAGE, EVE.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(one.applyTo(event).json(), StandardCharsets.UTF_8))
                .isEqualTo(PLACE);
        assertThat(new String(ofEve.applyTo(event).json(), StandardCharsets.UTF_8))
                .isEqualTo(PLACE);
        Event elsewhere = new Event("f", 7, EventKind.MESSAGE, event.json());
        assertThat(one.applyTo(elsewhere)).isSameAs(elsewhere);
        assertThat(TextRemoval.of("lobby", event)).isNull();
    }

    private static TextRemoval of(EventKind kind, String what) {
        String json = "{\"type\":\"deleted\",\"seq\":10,\"at\":6,\"room\":\"lobby\"," + what + "}";
        return TextRemoval.of("lobby", new Event("e", 10, kind, json.getBytes(StandardCharsets.UTF_8)));
    }

    private static String apply(TextRemoval removal, String text) {
        return new String(removal.applyTo(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }
}
