package io.chatka.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.internal.broker.Rank;
import io.chatka.internal.filter.Verdict.What;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilterTest {
    private static final List<String> WORDS = List.of("darn", "go home", "größe");
    private static final List<String> PATTERNS = List.of("(?i)free\\s+money");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "darn",
                "Oh DARN!",
                "ｄａｒｎ it",
                "d\u0430rn", // a Cyrillic letter
                "da\u200brn", // an invisible character
                "GO  Home, now",
                "Go\u00a0home",
                "GRÖSSE",
                "gro\u0308ße",
                "FREE   money"
            })
    void words_and_patterns_are_found_however_they_are_written(String text) {
        Verdict verdict = filter(What.REJECT).judge("u", Rank.MEMBER, text, 0);
        assertThat(verdict.what()).isEqualTo(What.REJECT);
        assertThat(verdict.why()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"darned", "going home", "go to my home", "home go", "freemoney", "🎉", "größer"})
    void other_words_pass(String text) {
        assertThat(filter(What.REJECT).judge("u", Rank.MEMBER, text, 0).what()).isEqualTo(What.PASS);
    }

    @Test
    void what_is_masked_keeps_its_spaces_and_everything_around_it() {
        assertThat(masked("Oh DARN, 🎉 ｄａｒｎ!")).isEqualTo("Oh ****, 🎉 ****!");
        assertThat(masked("please go home now")).isEqualTo("please ** **** now");
        assertThat(masked("FREE  money free money")).isEqualTo("****  ***** **** *****");
    }

    private static String masked(String text) {
        return filter(What.MASK).judge("u", Rank.GUEST, text, 0).text();
    }

    @Test
    void moderators_may_say_everything_and_data_is_not_judged() {
        assertThat(filter(What.REJECT).judge("u", Rank.MODERATOR, "darn", 0).what())
                .isEqualTo(What.PASS);
        assertThat(filter(What.REJECT).judge("u", Rank.GUEST, null, 0).what()).isEqualTo(What.PASS);
        assertThat(filter(What.HOLD).judge("u", Rank.GUEST, "darn", 0).what()).isEqualTo(What.HOLD);
        assertThat(filter(What.SHADOW).judge("u", Rank.GUEST, "darn", 0).what()).isEqualTo(What.SHADOW);
    }

    @Test
    void the_same_text_may_be_said_again_after_a_while() {
        TextFilter filter =
                new TextFilter(TextFilter.rules(List.of(), List.of(), What.REJECT, Duration.ofSeconds(10), Rank.GUEST));
        assertThat(judge(filter, "ann", "Hi", 0)).isEqualTo(What.PASS);
        assertThat(judge(filter, "ann", " hi ", 9_999)).isEqualTo(What.REJECT);
        assertThat(filter.judge("ann", Rank.MEMBER, "hi", TimeUnit.MILLISECONDS.toNanos(9_999))
                        .retryAfterMillis())
                .isEqualTo(1);
        assertThat(judge(filter, "bob", "hi", 9_999)).isEqualTo(What.PASS);
        assertThat(judge(filter, "ann", "hi", 10_000)).isEqualTo(What.PASS);
        assertThat(judge(filter, "ann", "ho", 10_001)).isEqualTo(What.PASS);
        assertThat(judge(filter, "ann", "hi", 10_002)).isEqualTo(What.PASS);
    }

    private static What judge(TextFilter filter, String user, String text, long millis) {
        return filter.judge(user, Rank.MEMBER, text, TimeUnit.MILLISECONDS.toNanos(millis))
                .what();
    }

    @Test
    void links_are_for_those_who_may_send_them() {
        TextFilter filter =
                new TextFilter(TextFilter.rules(List.of(), List.of(), What.REJECT, Duration.ZERO, Rank.MEMBER));
        for (String link : new String[] {
            "see https://a.b/c", "WWW.example.org", "buy at shop.example.com now", "ftp://x", "bücher.de/x"
        }) {
            assertThat(filter.judge("u", Rank.GUEST, link, 0).why()).as(link).contains("only members");
            assertThat(filter.judge("u", Rank.MEMBER, link, 0).what()).as(link).isEqualTo(What.PASS);
        }
        for (String none : new String[] {"hi. how are you", "1.5", "e.g. this", "a.comet", "x://"}) {
            assertThat(filter.judge("u", Rank.GUEST, none, 0).what()).as(none).isEqualTo(What.PASS);
        }
    }

    @Test
    void what_cannot_be_used_is_named() {
        assertThatThrownBy(() -> TextFilter.rules(List.of("!"), List.of(), What.MASK, Duration.ZERO, Rank.GUEST))
                .hasMessageContaining("\"!\"");
        assertThatThrownBy(() -> TextFilter.rules(List.of(), List.of("(a"), What.MASK, Duration.ZERO, Rank.GUEST))
                .hasMessageContaining("\"(a\"");
    }

    @Test
    void the_first_class_that_fits_applies_alone() {
        TextFilter.Rules strict = TextFilter.rules(WORDS, List.of(), What.REJECT, Duration.ZERO, Rank.GUEST);
        TextFilter.Rules none = TextFilter.rules(List.of(), List.of(), What.REJECT, Duration.ZERO, Rank.GUEST);
        Filters filters =
                new Filters(List.of(new Filters.RoomClass("den", none), new Filters.RoomClass("d*", strict)), strict);
        assertThat(filters.of("den")).isNull();
        assertThat(filters.of("desk")).isNotNull();
        assertThat(filters.of("lobby")).isNotNull();
        assertThat(Filters.NONE.of("lobby")).isNull();
    }

    private static TextFilter filter(What action) {
        return new TextFilter(TextFilter.rules(WORDS, PATTERNS, action, Duration.ZERO, Rank.GUEST));
    }
}
