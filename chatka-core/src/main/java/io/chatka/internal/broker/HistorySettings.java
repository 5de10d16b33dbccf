package io.chatka.internal.broker;

import java.time.Duration;
import java.util.function.Function;

/**
 * What a broker remembers of rooms.
 *
 * @param retention by room name; called for every publication, so it has to be fast
 * @param longest the longest retention time of any room
 * @param keyWindow how long the key of a publication is recognised
 */
public record HistorySettings(Function<String, Retention> retention, Duration longest, Duration keyWindow) {

    /** The same in every room. */
    public static HistorySettings of(Retention everywhere, Duration keyWindow) {
        return new HistorySettings(room -> everywhere, everywhere.time(), keyWindow);
    }

    /** 200 messages for 10 minutes in every room, keys for 5 minutes. */
    public static HistorySettings defaults() {
        return of(new Retention(200, Duration.ofMinutes(10)), Duration.ofMinutes(5));
    }

    /** No history, but keys for 5 minutes. */
    public static HistorySettings none() {
        return of(Retention.NONE, Duration.ofMinutes(5));
    }
}
