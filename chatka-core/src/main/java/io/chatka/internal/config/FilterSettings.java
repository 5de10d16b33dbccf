package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.Act;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.filter.Filters;
import io.chatka.internal.filter.TextFilter;
import io.chatka.internal.filter.Verdict;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What may not be said in rooms. */
final class FilterSettings {
    private static final String PATH = "chatka.rooms.filter";
    static final Section FILTER = new Section("Filters", PATH);

    /** What a filter does with a message. */
    enum Action {
        REJECT,
        MASK,
        HOLD,
        SHADOW
    }

    private static final Setting<List<String>> WORDS = FILTER.setting("words", "[]", texts())
            .means("Words and phrases that users may not say, whole, and however they are written: capitals, full"
                    + " width and letters that look alike are the same.");
    private static final Setting<List<String>> PATTERNS = FILTER.setting("patterns", "[]", texts())
            .means("The same as regular expressions in the syntax of RE2, such as `(?i)free\\\\s+money`.");
    private static final Setting<Action> ACTION = FILTER.setting("action", "reject", oneOf(Action.class))
            .means(
                    "What becomes of such a message. `reject`: error `filtered`; `mask`: `*` for each character; `hold`: a"
                            + " moderator decides; `shadow`: only its sender and moderators get it.");
    private static final Setting<Duration> REPEAT = FILTER.setting("repeat", "0s", duration("0s", "1d"))
            .means("A user may say the same text again after this time; error `filtered` before; 0 for no limit.");
    private static final Setting<Act.Speakers> LINKS = FILTER.setting("links", "everyone", oneOf(Act.Speakers.class))
            .means("Who may send links; the others' links are treated as `action` says.");
    private static final Setting<Filters> CLASSES = FILTER.setting(
                    "classes", "[]", Kind.objects().map(objects -> new Filters(classes(objects), null)))
            .means("Other filters for some rooms, by name or by the start of one; the first entry that fits a room"
                    + " applies, alone: `[{ rooms = \"kids-*\", words = [darn], action = mask }]`.");
    private static final Set<String> KEYS =
            new TreeSet<>(Set.of("rooms", "words", "patterns", "action", "repeat", "links"));

    private static final Config DEFAULTS =
            ConfigFactory.parseString("words = [], patterns = [], action = reject, repeat = 0s, links = everyone");

    private FilterSettings() {}

    static Filters read(Config config) {
        return new Filters(
                CLASSES.in(config).classes(),
                rules(
                        PATTERNS.key(),
                        WORDS.in(config),
                        PATTERNS.in(config),
                        ACTION.in(config),
                        REPEAT.in(config),
                        LINKS.in(config)));
    }

    private static List<Filters.RoomClass> classes(List<? extends Config> objects) {
        List<Filters.RoomClass> classes = new ArrayList<>();
        for (Config given : objects) {
            Config each = given.withFallback(DEFAULTS);
            String where = PATH + ".classes[" + classes.size() + "]";
            for (String key : given.root().keySet()) {
                if (!KEYS.contains(key)) {
                    throw new ConfigException(
                            where,
                            "there is no setting " + where + "." + key + "; there are " + String.join(", ", KEYS));
                }
            }
            TextFilter.Rules rules = rules(
                    where,
                    WORDS.inObject(each, where),
                    PATTERNS.inObject(each, where),
                    ACTION.inObject(each, where),
                    REPEAT.inObject(each, where),
                    LINKS.inObject(each, where));
            classes.add(new Filters.RoomClass(History.PATTERN.read(each, "rooms", where + ".rooms"), rules));
        }
        return classes;
    }

    private static TextFilter.Rules rules(
            String where,
            List<String> words,
            List<String> patterns,
            Action action,
            Duration repeat,
            Act.Speakers links) {
        Rank lowest =
                switch (links) {
                    case EVERYONE -> Rank.GUEST;
                    case MEMBERS -> Rank.MEMBER;
                    case MODERATORS -> Rank.MODERATOR;
                };
        try {
            return TextFilter.rules(words, patterns, Verdict.What.valueOf(action.name()), repeat, lowest);
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException(where, where + ": " + unusable.getMessage());
        }
    }
}
