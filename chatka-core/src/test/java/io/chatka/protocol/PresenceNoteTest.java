package io.chatka.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceNoteTest {
    private static final User ANN = new User("g-1", "Ann \"A\" \u4e2d", "guest");
    private static final User BOB = new User("g-2", "Bob", "guest");

    @Test
    void a_note_is_read_as_it_was_written() {
        PresenceNote full = new PresenceNote("node", 3, true, List.of(ANN, BOB), List.of(BOB));
        assertThat(PresenceNote.decode(full.encode())).contains(full);
        PresenceNote empty = new PresenceNote("node", 0, false, List.of(), List.of());
        assertThat(PresenceNote.decode(empty.encode())).contains(empty);
    }

    @Test
    void fields_of_a_newer_version_are_skipped() {
        assertThat(decode("{'new':{'node':'x'},'node':'n','members':2,'joined':[{'id':'g-2','new':[1],'name':'Bob'}]}"))
                .contains(new PresenceNote("n", 2, false, List.of(BOB), List.of()));
    }

    @Test
    void people_without_id_or_name_are_left_out() {
        assertThat(decode("{'node':'n','members':2,'joined':[{'id':'g-1'},{'name':'x'},{'id':'g-2','name':'Bob'}]}"))
                .contains(new PresenceNote("n", 2, false, List.of(BOB), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{}",
                "{'node':'n'}",
                "{'members':1}",
                "{'node':'n','members':-1}",
                "{'node':'n','members':'x'}",
                "{'node':'n','members':99999999999}",
                "{'node':'n','members':1,'ask':'x'}",
                "{'node':'n','members':1,'joined':1}",
                "{'node':'n','members':1,'joined':{'id':'x'}}",
                "{'node':'n','members':1,'joined':[1]}",
                "{'node':'n','members':1,'joined':[{'id':'g-1'"
            })
    void what_is_no_note_is_nothing(String json) {
        assertThat(decode(json)).isEmpty();
    }

    private static java.util.Optional<PresenceNote> decode(String json) {
        return PresenceNote.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
