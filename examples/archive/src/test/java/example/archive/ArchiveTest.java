package example.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored of frames, in whatever order they come. */
class ArchiveTest {
    @TempDir
    Path directory;

    private Archive archive;

    @BeforeEach
    void open() throws Exception {
        archive = new Archive(directory.resolve("archive.db"));
    }

    @AfterEach
    void close() throws Exception {
        archive.close();
    }

    @Test
    void place_is_stored_once_and_the_one_missing_before_it_is_named() throws Exception {
        assertThat(archive.add(List.of(message("e", 1, "u7"), message("e", 2, "u7"))))
                .isEmpty();
        assertThat(archive.add(List.of(message("e", 4, "u7")))).containsExactly(new Archive.Place("lobby", "e", 3));
        assertThat(archive.add(List.of(message("e", 4, "u7"), message("e", 3, "u7"))))
                .isEmpty();
        assertThat(texts()).containsExactly("text 1", "text 2", "text 3", "text 4");
    }

    @Test
    void text_of_a_deleted_message_is_gone_whatever_comes_first() throws Exception {
        archive.add(List.of(message("e", 1, "u7"), event("e", 3, "'target':1"), event("e", 4, "'target':2")));
        archive.add(List.of(message("e", 2, "u7")));
        assertThat(texts()).containsExactly("null", "null");
    }

    @Test
    void tombstone_takes_the_text() throws Exception {
        archive.add(List.of(message("e", 1, "u7")));
        archive.add(List.of(event("e", 1, "'deleted':true")));
        assertThat(texts()).containsExactly("null");
    }

    @Test
    void earlier_texts_of_a_cleared_user_are_gone_and_no_others() throws Exception {
        archive.add(List.of(message("d", 7, "u7"), message("e", 1, "u7"), message("e", 2, "u8")));
        archive.add(List.of(event("e", 4, "'user':'u7'"), message("e", 5, "u7"), message("e", 3, "u7")));
        assertThat(texts()).containsExactly("null", "null", "text 2", "null", "text 5");
    }

    @Test
    void erased_user_has_no_text() throws Exception {
        archive.add(List.of(message("d", 7, "u7"), message("e", 1, "u8")));
        archive.erase("u7");
        assertThat(texts()).containsExactly("null", "text 1");
    }

    private static JsonNode message(String epoch, long seq, String user) throws Exception {
        return event(
                epoch, seq, "'from':{'id':'%s','name':'Ann','role':'member'},'text':'text %d'".formatted(user, seq));
    }

    private static JsonNode event(String epoch, long seq, String fields) throws Exception {
        int at = epoch.charAt(0);
        String frame = "{'room':'lobby','epoch':'%s','seq':%d,'at':%d,%s}".formatted(epoch, seq, at, fields);
        return new ObjectMapper().readTree(frame.replace('\'', '"'));
    }

    private List<String> texts() throws Exception {
        return archive.messages("lobby").findValuesAsText("text");
    }
}
