package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.bytes;
import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.longBytes;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Retention;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The settings of rooms' histories, and of the embedded broker. */
public final class History {
    static final Section HISTORY = new Section("History", "chatka.history");

    private static final Setting<Integer> MESSAGES = HISTORY.setting("messages", 200, integer(0, 100_000))
            .means("The newest messages of a room that are kept; 0 for none.");
    private static final Setting<Duration> TIME =
            HISTORY.setting("time", "10m", duration("1s", "30d")).means("How long each is kept.");
    private static final Setting<List<RoomClass>> CLASSES = HISTORY.setting(
                    "classes", "[]", Kind.objects().map(History::classes))
            .means("Other bounds for some rooms, by name or by the start of one; the first entry that fits a room"
                    + " applies: `[{ rooms = \"live:*\", messages = 50, time = 1m }]`.");
    private static final Setting<Integer> REPLAY_MESSAGES = HISTORY.setting("replay.messages", 300, integer(1, 100_000))
            .means("Maximum replay on a rejoin; above, `recovered` is false.");
    public static final Setting<Integer> REPLAY_BYTES = HISTORY.setting(
                    "replay.bytes", "192KiB", bytes("1KiB", "64MiB"))
            .means("Maximum replay on a rejoin, in bytes. Keep it below `limits.queued`.");
    private static final Setting<Integer> PAGE_MESSAGES = HISTORY.setting("page.messages", 100, integer(1, 10_000))
            .newConnections()
            .means("Maximum number of messages in one reply to a `history` command; `more` is true above.");
    public static final Setting<Integer> PAGE_BYTES = HISTORY.setting("page.bytes", "64KiB", bytes("1KiB", "16MiB"))
            .newConnections()
            .means("Maximum size of one reply to a `history` command.");
    private static final Setting<Duration> KEYS = HISTORY.setting("keys", "5m", duration("10ms", "1d"))
            .means("How long the broker recognises a message's `key`, and so does not publish a retry again.");

    static final Section EMBEDDED = new Section("Embedded broker", "chatka.embedded");

    private static final Setting<Duration> RETENTION = EMBEDDED.setting("retention", "10m", duration("0s", "1d"))
            .means(
                    "How long a room without members keeps its place in the order, but at least as long as its history.");
    private static final Setting<Integer> IDLE_ROOMS = EMBEDDED.setting(
                    "idle-rooms", 100_000, integer(0, Integer.MAX_VALUE))
            .means("Rooms without members that the broker keeps, at 0.6 KB each without history; it forgets the oldest"
                    + " above.");
    private static final Setting<Long> MEMORY = EMBEDDED.setting("history", "64MiB", longBytes("0B", "1EiB"))
            .means("Memory of all histories and keys together; above, the broker drops the older half of each.");

    static final Kind<String> PATTERN = Kind.text()
            .wanted("a room's name, or the start of one and then *, such as \"live:*\"")
            .map(pattern -> {
                int star = pattern.indexOf('*');
                if (pattern.isEmpty() || star >= 0 && star < pattern.length() - 1) {
                    throw new IllegalArgumentException();
                }
                return pattern;
            });
    private static final Set<String> KEYS_OF_A_CLASS = new TreeSet<>(Set.of("rooms", "messages", "time"));

    private History() {}

    static ChatSettings.Replay replay(Config config) {
        return new ChatSettings.Replay(REPLAY_MESSAGES.in(config), REPLAY_BYTES.in(config));
    }

    static ChatSettings.Page page(Config config) {
        return new ChatSettings.Page(PAGE_MESSAGES.in(config), PAGE_BYTES.in(config));
    }

    /** A room without members is not forgotten before its history is. */
    static EmbeddedSettings embedded(Config config, HistorySettings history) {
        Duration retention = RETENTION.in(config);
        return new EmbeddedSettings(
                retention.compareTo(history.longest()) > 0 ? retention : history.longest(),
                IDLE_ROOMS.in(config),
                history,
                MEMORY.in(config));
    }

    static HistorySettings settings(Config config) {
        Retention others = new Retention(MESSAGES.in(config), TIME.in(config));
        List<RoomClass> classes = CLASSES.in(config);
        Duration longest = others.time();
        for (RoomClass each : classes) {
            if (each.retention.time().compareTo(longest) > 0) {
                longest = each.retention.time();
            }
        }
        return new HistorySettings(room -> retention(room, classes, others), longest, KEYS.in(config));
    }

    private static Retention retention(String room, List<RoomClass> classes, Retention others) {
        for (RoomClass each : classes) {
            if (each.fits(room)) {
                return each.retention;
            }
        }
        return others;
    }

    private static List<RoomClass> classes(List<? extends Config> objects) {
        List<RoomClass> classes = new ArrayList<>();
        for (Config each : objects) {
            String where = CLASSES.key() + "[" + classes.size() + "]";
            for (String key : each.root().keySet()) {
                if (!KEYS_OF_A_CLASS.contains(key)) {
                    throw new ConfigException(
                            where,
                            "there is no setting " + where + "." + key + "; there are "
                                    + String.join(", ", KEYS_OF_A_CLASS));
                }
            }
            Retention retention = new Retention(MESSAGES.inObject(each, where), TIME.inObject(each, where));
            classes.add(new RoomClass(PATTERN.read(each, "rooms", where + ".rooms"), retention));
        }
        return classes;
    }

    /** @param pattern a room's name, or the start of one followed by {@code *} */
    private record RoomClass(String pattern, Retention retention) {
        boolean fits(String room) {
            int start = pattern.length() - 1;
            return pattern.endsWith("*") ? room.regionMatches(0, pattern, 0, start) : room.equals(pattern);
        }
    }
}
