package io.chatka.bench;

import java.time.Duration;

/**
 * What is to be done in one run.
 *
 * @param users connections, dealt over the rooms
 * @param publishers how many of the users speak; the first ones, so they are dealt over the rooms as well
 * @param size of a message's text, bytes
 * @param ramp users that connect in a second; 0 for as fast as the server takes them
 * @param threads event loops of the generator
 * @param patience what has not come after so long without any delivery is lost
 * @param stoppedReaders users who come on top, join, and read nothing more
 */
record Plan(
        Target target,
        int users,
        int rooms,
        int publishers,
        Load load,
        int size,
        int ramp,
        int threads,
        Duration patience,
        int stoppedReaders) {
    /** How the publishers speak. */
    sealed interface Load {}

    /**
     * So many messages a second, all publishers together, whatever the server does. Each message has a time at which it
     * is due, and its latency counts from then.
     *
     * @param warmup before that, not measured
     * @param messages at most, all publishers together; 0 for any number
     */
    record Rate(double perSecond, Duration duration, Duration warmup, int messages) implements Load {}

    /** Each publisher keeps so many messages under way; the next is sent when one has reached everybody. */
    record Window(int width, Duration duration, Duration warmup, int messages) implements Load {}

    /** All at once; what counts is when everybody has got everything. */
    record Burst(int messages) implements Load {}

    String describe() {
        String text = count(users, "user") + " in " + count(rooms, "room") + ", " + count(publishers, "publisher");
        if (stoppedReaders > 0) {
            text += ", beside " + Texts.number(stoppedReaders) + " who stopped reading";
        }
        if (load instanceof Rate rate) {
            return text + ", " + Texts.number(rate.perSecond()) + " messages a second for "
                    + Texts.seconds(rate.duration());
        }
        if (load instanceof Window window) {
            return text + (publishers == 1 ? " with " : " each with ") + count(window.width(), "message")
                    + " under way for " + Texts.seconds(window.duration());
        }
        return text + ", " + count(((Burst) load).messages(), "message") + " at once";
    }

    private static String count(int number, String what) {
        return Texts.number(number) + ' ' + what + (number == 1 ? "" : "s");
    }
}
