package io.chatka.bench;

import java.time.Duration;

/**
 * What one run does.
 *
 * @param size of a message's text, bytes
 */
record Plan(Target target, People people, Load load, int size, Generator generator) {
    /**
     * Who takes part.
     *
     * @param users connections, dealt over the rooms
     * @param publishers how many of the users speak; the first ones, so they are dealt over the
     *     rooms as well
     * @param stoppedReaders users on top who join and read nothing more
     */
    record People(int users, int rooms, int publishers, int stoppedReaders) {}

    /**
     * How the generator works.
     *
     * @param ramp users that connect in a second; 0 for as fast as the server takes them
     * @param threads event loops
     * @param patience how long without any delivery until what is missing counts as lost
     */
    record Generator(int ramp, int threads, Duration patience) {}

    /** How the publishers speak. */
    sealed interface Load {}

    /**
     * Messages a second, all publishers together, whatever the server does. Each message has a time
     * at which it is due, and its latency counts from then.
     *
     * @param warmup before that, not measured
     * @param messages at most, all publishers together; 0 for any number
     */
    record Rate(double perSecond, Duration duration, Duration warmup, int messages) implements Load {}

    /**
     * Each publisher keeps messages under way, and sends the next one when one has reached
     * everybody.
     */
    record Window(int width, Duration duration, Duration warmup, int messages) implements Load {}

    /** All at once; the result is the time until everybody has got everything. */
    record Burst(int messages) implements Load {}

    String describe() {
        String text = count(people.users, "user") + " in " + count(people.rooms, "room") + ", "
                + count(people.publishers, "publisher");
        if (people.stoppedReaders > 0) {
            text += ", beside " + Texts.number(people.stoppedReaders) + " who stopped reading";
        }
        if (load instanceof Rate rate) {
            return text + ", " + Texts.number(rate.perSecond()) + " messages a second for "
                    + Texts.seconds(rate.duration());
        }
        if (load instanceof Window window) {
            return text + (people.publishers == 1 ? " with " : " each with ") + count(window.width(), "message")
                    + " under way for " + Texts.seconds(window.duration());
        }
        return text + ", " + count(((Burst) load).messages(), "message") + " at once";
    }

    private static String count(int number, String what) {
        return Texts.number(number) + ' ' + what + (number == 1 ? "" : "s");
    }
}
