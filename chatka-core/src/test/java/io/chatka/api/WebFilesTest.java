package io.chatka.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebFilesTest {
    private static final byte[] PAGE = {1};
    private static final byte[] OTHER = {2};

    @Test
    void index_html_is_served_at_the_root_too() {
        WebFiles files = WebFiles.of(Map.of("/index.html", PAGE, "/a.bin", OTHER));
        assertThat(files.at("/")).isSameAs(files.at("/index.html"));
        assertThat(files.at("/").contentType()).isEqualTo("text/html; charset=utf-8");
        assertThat(files.at("/a.bin").contentType()).isEqualTo("application/octet-stream");
        assertThat(files.at("/").etag()).isNotEqualTo(files.at("/a.bin").etag());
        assertThat(files.at("a.bin")).isNull();
    }

    @Test
    void of_two_sets_the_second_one_wins() {
        WebFiles both = WebFiles.of(Map.of("/a.js", PAGE, "/b.js", PAGE)).and(WebFiles.of(Map.of("/a.js", OTHER)));
        assertThat(both.at("/a.js").bytes()).isSameAs(OTHER);
        assertThat(both.at("/b.js").bytes()).isSameAs(PAGE);
        assertThat(WebFiles.NONE.at("/")).isNull();
    }

    @Test
    void what_cannot_be_served_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebFiles.of(Map.of("a.js", PAGE)))
                .withMessageContaining("a.js");
        assertThatIllegalStateException()
                .isThrownBy(() -> WebFiles.ofResources(WebFilesTest.class, "/web", List.of("absent.js")))
                .withMessageContaining("/web/absent.js");
    }
}
