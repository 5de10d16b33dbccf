package io.chatka.internal.config;

import io.chatka.api.ConfigException;
import io.chatka.internal.broker.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How much history a room keeps, by its name: the first class whose pattern fits, or else what is set for all. A pattern is
 * a room's name, or the start of one followed by {@code *}.
 */
final class RoomClasses implements Function<String, Retention> {
    private static final Duration MAX_TIME = Duration.ofDays(30);

    private record RoomClass(String start, boolean whole, Retention retention) {
        boolean fits(String room) {
            return whole ? room.equals(start) : room.startsWith(start);
        }
    }

    private final List<RoomClass> classes;
    private final Retention others;

    private RoomClasses(List<RoomClass> classes, Retention others) {
        this.classes = List.copyOf(classes);
        this.others = others;
    }

    /** @throws ConfigException if a setting cannot be used */
    static RoomClasses read(Reader history) {
        List<RoomClass> classes = new ArrayList<>();
        for (Reader each : history.list("classes", Set.of("rooms", "messages", "time"))) {
            String pattern = each.string("rooms");
            boolean whole = !pattern.endsWith("*");
            String start = whole ? pattern : pattern.substring(0, pattern.length() - 1);
            if (start.contains("*") || pattern.isEmpty()) {
                throw each.bad("rooms", "a room's name, or the start of one and then *, such as \"live:*\"");
            }
            classes.add(new RoomClass(start, whole, retention(each)));
        }
        return new RoomClasses(classes, retention(history));
    }

    private static Retention retention(Reader reader) {
        return new Retention(
                reader.integer("messages", 0, 100_000), reader.duration("time", Duration.ofSeconds(1), MAX_TIME));
    }

    @Override
    public Retention apply(String room) {
        for (RoomClass each : classes) {
            if (each.fits(room)) {
                return each.retention;
            }
        }
        return others;
    }

    /** The longest that anything is kept. */
    Duration longest() {
        Duration longest = others.time();
        for (RoomClass each : classes) {
            if (each.retention.time().compareTo(longest) > 0) {
                longest = each.retention.time();
            }
        }
        return longest;
    }
}
