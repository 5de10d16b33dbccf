package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceNoteTest {
    private static final User ANN = new User("g-1", "Ann \"A\" \u4e2d", "guest");
    private static final User BOB = new User("g-2", "Bob", "guest");

    @Test
    void a_note_is_read_as_it_was_written() {
        Look ann = new Look(Long.MIN_VALUE, -1);
        Look bob = new Look(1, Long.MAX_VALUE);
        LookChanges news = new LookChanges(
                7,
                8,
                1,
                2,
                true,
                List.of(new LookChanges.Arrival(ann, 1, 0), new LookChanges.Arrival(bob, 9, -5)),
                List.of(bob));
        UserChanges users = new UserChanges(9, 1, 7, 8, List.of(Long.MIN_VALUE, 4L), List.of(-2L));
        PresenceNote full = new PresenceNote(
                "node", 3, true, List.of(ANN, BOB), List.of(BOB), news, users, List.of("other", "third"));
        assertThat(PresenceNote.decode(full.encode())).contains(full);
        PresenceNote empty = PresenceNote.count("node", 0);
        assertThat(PresenceNote.decode(empty.encode())).contains(empty);
    }

    @Test
    void a_note_of_an_older_version_says_nothing_of_names() {
        assertThat(decode("{'node':'n','members':2,'ask':false,'joined':[],'left':[]}"))
                .contains(PresenceNote.count("n", 2));
    }

    @Test
    void a_note_with_more_names_than_fit_into_one_is_none() {
        LookChanges.Arrival ann = new LookChanges.Arrival(new Look(1, 2), 3, 4);
        LookChanges fits = new LookChanges(1, 2, 0, 1, false, Collections.nCopies(LookChanges.MOST, ann), List.of());
        LookChanges tooMany =
                new LookChanges(1, 2, 0, 1, false, Collections.nCopies(LookChanges.MOST + 1, ann), List.of());
        assertThat(PresenceNote.decode(noteOf(fits).encode())).contains(noteOf(fits));
        assertThat(PresenceNote.decode(noteOf(tooMany).encode())).isEmpty();
    }

    @Test
    void fields_of_a_newer_version_are_skipped() {
        assertThat(decode("{'new':{'node':'x'},'node':'n','members':2,'joined':[{'id':'g-2','new':[1],'name':'Bob'}]}"))
                .contains(new PresenceNote(
                        "n", 2, false, List.of(BOB), List.of(), LookChanges.NONE, UserChanges.NONE, List.of()));
    }

    @Test
    void people_without_id_or_name_are_left_out() {
        assertThat(decode("{'node':'n','members':2,'joined':[{'id':'g-1'},{'name':'x'},{'id':'g-2','name':'Bob'}]}"))
                .contains(new PresenceNote(
                        "n", 2, false, List.of(BOB), List.of(), LookChanges.NONE, UserChanges.NONE, List.of()));
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
                "{'node':'n','members':1,'looks':1}",
                "{'node':'n','members':1,'looks':{'since':'x'}}",
                "{'node':'n','members':1,'looks':{'came':'AAAA'}}",
                "{'node':'n','members':1,'looks':{'went':'?'}}",
                "{'node':'n','members':1,'users':7}",
                "{'node':'n','members':1,'users':{'count':-1}}",
                "{'node':'n','members':1,'users':{'count':1,'level':64}}",
                "{'node':'n','members':1,'users':{'count':1,'came':'AAAA'}}",
                "{'node':'n','members':1,'wanted':'n'}",
                "{'node':'n','members':1,'wanted':[1]}",
                "{'node':'n','members':1,'joined':[{'id':'g-1'"
            })
    void what_is_no_note_is_nothing(String json) {
        assertThat(decode(json)).isEmpty();
    }

    private static PresenceNote noteOf(LookChanges news) {
        return new PresenceNote("n", 1, false, List.of(), List.of(), news, UserChanges.NONE, List.of());
    }

    private static java.util.Optional<PresenceNote> decode(String json) {
        return PresenceNote.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
