package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.UnicodeSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names and texts as people write them in many scripts are accepted; imitations of them are
 * refused. Invisible characters and marks are escaped in this file.
 */
class ScriptsTest {

    static Stream<Arguments> namesThatAreTaken() {
        return Stream.of(
                row("Persian, a non-joiner between joining letters", "می\u200cخواهم"),
                row("Persian, a suffix", "دانش\u200cآموز"),
                row("Persian, with a vowel mark before it", "گل\u0650\u200cها"),
                row("Urdu", "محمد علی"),
                row("Arabic with vowel marks", "م\u064fح\u064eم\u064e\u0651د"),
                row("Arabic with its number sign", "\u0600١٢"),
                row("Sinhala, a ligature", "ශ\u0dca\u200dර\u0dd3"),
                row("Sinhala, another one", "ක\u0dca\u200dෂමා"),
                row("Sinhala, letters that touch", "ක\u200d\u0dcaෂ"),
                row("Hindi, a half form", "क\u094d\u200dष"),
                row("Hindi, a visible virama", "क\u094d\u200cष"),
                row("Marathi, an eyelash ra", "र\u094d\u200dया"),
                row("Hindi, a nukta between", "ड\u093c\u094d\u200dय"),
                row("Bengali, ra and ya", "র\u200d\u09cdযাব"),
                row("Bengali, ta without its vowel", "ত\u09cd\u200d"),
                row("Kannada, ra before a consonant", "ರ\u200d\u0ccdಕ"),
                row("Malayalam, a chillu", "അവന\u0d4d\u200d"),
                row("Tamil", "ஸ\u0bcdர\u0bc0"),
                row("Nepali", "श\u094dर\u0947ष\u094dठ"),
                row("Telugu, apart", "క\u0c4d\u200cష"),
                row("Khmer, letters below letters", "ស\u17d2ត\u17d2រ\u17b8"),
                row("Myanmar", "မြန\u103aမာ"),
                row("Myanmar, dotted", "က\ufe00"),
                row("Tibetan", "བ\u0f90\u0fb2\u0f71\u0f72\u0f7e"),
                row("Thai", "น\u0e49ำฝน"),
                row("Lao", "ນ\u0ec9ຳ"),
                row("Hebrew with points", "ש\u05b8\u05c1לו\u05b9ם"),
                row("Hebrew with cantillation", "ב\u05b0\u05bc\u05bd\u0596\u05a3\u0591"),
                row("Vietnamese", "Nguyễn"),
                row("Yoruba, marks that have no form of one character", "Ẹ\u0301"),
                row("Mongolian, a form that is chosen", "ᠠ\u180b"),
                row("Mongolian, a vowel apart", "ᠬ\u180eᠠ"),
                row("Japanese, a variant of an ideograph", "葛\udb40\udd00城"),
                row("Chinese, a standard variant", "㐂"),
                row("Korean", "김철수"),
                row("Adlam", "\ud83a\udd00\ud83a\udd23\ud83a\udd2b"),
                row("an emoji", "\ud83d\ude80"),
                row("a heart in colour", "❤\ufe0f"),
                row("a heart as text", "❤\ufe0e"),
                row("a family", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66"),
                row("a profession with a skin", "\ud83d\udc69\ud83c\udffd\u200d\ud83d\udd2c"),
                row("a heart on fire", "❤\ufe0f\u200d\ud83d\udd25"),
                row("a detective", "\ud83d\udd75\ufe0f\u200d♀\ufe0f"),
                row("a skin", "\ud83d\udc4d\ud83c\udfff"),
                row("a flag", "\ud83c\uddeb\ud83c\uddee"),
                row("the rainbow flag", "\ud83c\udff3\ufe0f\u200d\ud83c\udf08"),
                row("the pirates' flag", "\ud83c\udff4\u200d☠\ufe0f"),
                row("Scotland", "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f"),
                row("a keycap", "1\ufe0f\u20e3"),
                row("a keycap of a hash", "#\ufe0f\u20e3"),
                row("emoji and words", "Ann ❤\ufe0f Bob"),
                row("a couple with skins", "\ud83d\udc69\ud83c\udffb\u200d\ud83e\udd1d\u200d\ud83d\udc69\ud83c\udfff"),
                row("a trade mark", "Acme™\ufe0f"));
    }

    static Stream<Arguments> namesThatAreNot() {
        return Stream.of(
                row("a joiner between Latin letters", "A\u200dnn"),
                row("a non-joiner between Latin letters", "A\u200cnn"),
                row("a joiner at the beginning", "\u200dAnn"),
                row("a non-joiner at the end", "می\u200c"),
                row("a non-joiner behind a letter that joins nothing", "دا\u200cر"),
                row("two non-joiners", "می\u200c\u200cخ"),
                row("a joiner between Arabic letters", "م\u200dي"),
                row("a joiner behind a vowel sign", "कि\u200dष"),
                row("a joiner behind a plain consonant", "क\u200dष"),
                row("a joiner before a vowel sign", "क\u094d\u200dि"),
                row("two joiners", "ක\u0dca\u200d\u200dෂ"),
                row("a non-joiner behind a virama, before nothing", "क\u094d\u200c"),
                row("a virama without a letter", "1\u094d\u200dष"),
                row("an emoji that is joined to nothing", "\ud83d\udc69\u200d"),
                row("an emoji that is joined to a letter", "\ud83d\udc69\u200dA"),
                row("a letter that is joined to an emoji", "A\u200d\ud83d\udc69"),
                row("a style behind a letter", "A\ufe0f"),
                row("a style behind a digit", "1\ufe0f"),
                row("a style twice", "❤\ufe0f\ufe0f"),
                row("a style at the beginning", "\ufe0fA"),
                row("a keycap's style without the keycap", "#\ufe0f1"),
                row("tags behind a letter", "A\udb40\udc67\udb40\udc62\udb40\udc7f"),
                row(
                        "tags behind another emoji",
                        "\ud83d\ude80\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74\udb40\udc7f"),
                row("tags that do not end", "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc73\udb40\udc63\udb40\udc74"),
                row(
                        "many tags",
                        "\ud83c\udff4\udb40\udc67\udb40\udc67\udb40\udc67\udb40\udc67\udb40\udc67\udb40\udc67\udb40\udc7f"),
                row("tags of capitals", "\ud83c\udff4\udb40\udc47\udb40\udc42\udb40\udc53\udb40\udc7f"),
                row("a variant behind a letter", "A\udb40\udd00"),
                row("two variants of an ideograph", "葛\udb40\udd00\udb40\udd00"),
                row("a Mongolian selector behind a letter", "A\u180b"),
                row("an override", "\u202eAnn"),
                row("an embedding", "A\u202ann"),
                row("an isolate", "A\u2066nn\u2069"),
                row("a mark of direction", "A\u200fnn"),
                row("an Arabic mark of direction", "ع\u061cل"),
                row("a zero-width space", "A\u200bnn"),
                row("a word joiner", "A\u2060nn"),
                row("a grapheme joiner", "e\u034f\u0301"),
                row("a soft hyphen", "A\u00adnn"),
                row("a filler", "\u3164"),
                row("a vowel that is not drawn", "ក\u17b4"),
                row("a mark on nothing", "\u0301a"),
                row("a mark on a space", "a \u0301b"),
                row("five marks on a Latin letter", "q\u0300\u0301\u0302\u0303\u0304"),
                row("nine marks on a Thai letter", "ก\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49"),
                row("five Latin marks on a Thai letter", "ก\u0300\u0300\u0300\u0300\u0300"),
                row("five Thai marks on a Latin letter", "a\u0e49\u0e49\u0e49\u0e49\u0e49"));
    }

    static Stream<Arguments> roomsThatAreTaken() {
        return Stream.of(
                row("Persian", "گفت\u200cگو"),
                row("Sinhala", "ශ\u0dca\u200dර\u0dd3-ලංකා"),
                row("Bengali", "র\u200d\u09cdযাব"),
                row("Hebrew", "ש\u05b8\u05c1לו\u05b9ם"),
                row("Thai", "น\u0e49ำ"),
                row("Tibetan", "བ\u0f90\u0fb2\u0f71\u0f72\u0f7e"),
                row("Vietnamese", "tiếng_việt"),
                row("Adlam", "\ud83a\udd00\ud83a\udd23"));
    }

    static Stream<Arguments> roomsThatAreNot() {
        return Stream.of(
                row("a joiner between Latin letters", "a\u200db"),
                row("a non-joiner behind a letter that joins nothing", "دا\u200cر"),
                row("emoji", "\ud83d\udc69\u200d\ud83d\udc67"),
                row("a variant of an ideograph", "葛\udb40\udd00"),
                row("an override", "a\u202eb"),
                row("a tower of marks", "q\u0300\u0301\u0302\u0303\u0304"),
                row("a keycap", "1\u20e3"),
                row("a mark on nothing", "\u0e49ก"),
                row("a number sign", "\u0600١"));
    }

    static Stream<Arguments> textsThatAreTaken() {
        return Stream.of(
                row("a vertical tab, as slides have it", "one\013two"),
                row("a form feed", "one\ftwo"),
                row("NEL", "one\u0085two"),
                row("a line separator", "one\u2028two"),
                row("a paragraph separator", "one\u2029two"),
                row("Windows line ends", "one\r\ntwo"),
                row("joiners and directions anywhere", "a\u200db\u200c \u2066c\u2069 \u200f"),
                row("Hebrew with cantillation", "ב\u05bc\u05b0\u05bd\u0596\u05a3\u0591"),
                row("eight Thai marks", "ก\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49"),
                row("Tibetan, eight below each other", "ཀ\u0f71\u0fb2\u0fad\u0fb1\u0f90\u0f72\u0f7e\u0f82"),
                row("Arabic of the Quran", "ٱلل\u0651\u0670\u0653\u06e2\u06ec"),
                row("Arabic on a tatweel", "ـ\u064b\u064c\u064d\u064e\u064f\u0650"),
                row("Devanagari with Vedic accents", "क\u0951\u0952\u0901\u1cd0\u1cd1"),
                row("four foreign marks with its own", "ก\u0e49\u0e34\u0300\u0301\u0302\u0303"),
                row(
                        "a flag, a family, a keycap",
                        "\ud83c\uddeb\ud83c\uddee\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc671\ufe0f\u20e3"),
                row(
                        "marks on each of many letters",
                        "q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303q\u0300\u0301\u0302\u0303"));
    }

    static Stream<Arguments> textsThatAreNot() {
        return Stream.of(
                row("NUL", "a\0"),
                row("a bell", "\u0007"),
                row("a backspace", "a\u0008"),
                row("shift out", "a\u000e"),
                row("an escape", "\u001b[2J"),
                row("a unit separator", "a\u001f"),
                row("DEL", "\u007f"),
                row("C1 around NEL", "a\u0084"),
                row("C1 behind NEL", "a\u0086"),
                row("CSI", "\u009b"),
                row("five marks on a Latin letter", "q\u0300\u0301\u0302\u0303\u0304"),
                row("nine marks on a Thai letter", "ก\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49\u0e49"),
                row("five Latin marks on a Thai letter", "ก\u0300\u0300\u0300\u0300\u0300"),
                row("a tower in two parts, by a joiner", "q\u0300\u0301\u0302\u0303\u200d\u0304"),
                row("a tower in two parts, by a soft hyphen", "q\u0300\u0301\u0302\u0303\u00ad\u0304"),
                row("a tower in two parts, by a mark of direction", "q\u0300\u0301\u0302\u0303\u200e\u0304"),
                row("a tower in two parts, by a filler", "q\u0300\u0301\u0302\u0303\u1160\u0304"),
                row("a tower on nothing", "\u0e49\u0e49\u0e49\u0e49\u0e49"),
                row("a tower of keycaps", "1\u20e3\u20e3\u20e3\u20e3\u20e3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("namesThatAreTaken")
    void a_name_of_a_living_script_is_taken_as_it_is(String what, String name) throws Exception {
        assertThat(UserNames.requireValid(name)).isEqualTo(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("namesThatAreNot")
    void a_name_with_what_nobody_sees_is_refused(String what, String name) {
        assertThatThrownBy(() -> UserNames.requireValid(name))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_NAME))
                .hasMessageMatching("\\p{ASCII}*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("roomsThatAreTaken")
    void a_room_of_a_living_script_is_taken(String what, String name) throws Exception {
        assertThat(RoomNames.requireValid(name)).isEqualTo(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("roomsThatAreNot")
    void a_room_with_what_nobody_sees_is_refused(String what, String name) {
        assertThatThrownBy(() -> RoomNames.requireValid(name))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_ROOM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("textsThatAreTaken")
    void a_text_of_a_living_script_is_taken(String what, String text) throws Exception {
        MessageTexts.requireValid(text, 2_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("textsThatAreNot")
    void a_text_with_controls_or_towers_is_refused(String what, String text) {
        assertThatThrownBy(() -> MessageTexts.requireValid(text, 2_000))
                .isInstanceOfSatisfying(ClientException.class, refused -> assertThat(refused.code())
                        .isEqualTo(ErrorCode.BAD_TEXT));
    }

    /** All emoji of the Unicode version that ICU has, alone and beside words. */
    @Test
    void every_emoji_that_is_recommended_makes_a_name() throws Exception {
        List<String> emoji = new ArrayList<>();
        for (UnicodeSet.EntryRange range : new UnicodeSet("[:RGI_Emoji:]").ranges()) {
            for (int c = range.codepoint; c <= range.codepointEnd; c++) {
                emoji.add(Character.toString(c));
            }
        }
        new UnicodeSet("[:RGI_Emoji:]").strings().forEach(emoji::add);
        assertThat(emoji).hasSizeGreaterThan(3_000);
        for (String one : emoji) {
            assertThat(UserNames.requireValid(one)).isEqualTo(one);
            assertThat(UserNames.requireValid("Ann " + one + one)).isEqualTo("Ann " + one + one);
        }
    }

    private static Arguments row(String what, String example) {
        return Arguments.of(what, example);
    }
}
