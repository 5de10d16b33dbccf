package io.chatka.verify.ledger;

import java.util.List;

/** Something that a client did or got, or that happened to the servers. */
public sealed interface Event {
    /** {@link #client()} of an event without a client. */
    int NOBODY = -1;

    /** Nanoseconds since the run began. */
    long at();

    default int client() {
        return NOBODY;
    }

    default String room() {
        return null;
    }

    /** For the story. */
    String describe();

    /** @param user the id that the server gave this session */
    record Connected(long at, int client, String node, String user) implements Event {
        @Override
        public String describe() {
            return "connected to " + node + " as " + user;
        }
    }

    record Disconnected(long at, int client, String how) implements Event {
        @Override
        public String describe() {
            return "disconnected: " + how;
        }
    }

    /** @param since what the client said it had seen, or null */
    record Joined(long at, int client, String room, String node, Place since, String epoch, long seq, boolean recovered)
            implements Event {
        @Override
        public String describe() {
            return "joined " + room + " at " + epoch + ':' + seq + " on " + node
                    + (since == null ? "" : ", since " + since + (recovered ? ": recovered" : ": not recovered"));
        }
    }

    /** @param code why the server removed the client; null if the client asked to leave */
    record Left(long at, int client, String room, String code) implements Event {
        @Override
        public String describe() {
            return code == null ? "left " + room : "was removed from " + room + ": " + code;
        }
    }

    /** A client stops to read, or reads again: what is on its way to it then comes later. */
    record Reading(long at, int client, boolean on) implements Event {
        @Override
        public String describe() {
            return on ? "reads again" : "reads nothing";
        }
    }

    record ActSent(long at, int client, String room, Act act, int attempt) implements Event {
        @Override
        public String describe() {
            return "sent " + act + " in " + room + (attempt == 1 ? "" : ", attempt " + attempt);
        }
    }

    /** The server says that it is done. */
    record ActDone(long at, int client, String room, Act act) implements Event {
        @Override
        public String describe() {
            return "was answered ok to " + act + " in " + room;
        }
    }

    /** @param user the session's id at this attempt */
    record Sent(long at, int client, String room, String user, String key, int attempt, String text) implements Event {
        @Override
        public String describe() {
            return "sent " + key + (attempt == 1 ? "" : ", attempt " + attempt);
        }
    }

    record Acked(long at, int client, String room, String key, Place place, boolean duplicate) implements Event {
        @Override
        public String describe() {
            return "was acked " + key + " at " + place + (duplicate ? ", sent before" : "");
        }
    }

    /** @param last nothing more will be tried, and the message was not taken */
    record Refused(long at, int client, String room, String key, String code, boolean last) implements Event {
        @Override
        public String describe() {
            return "was refused " + key + ": " + code;
        }
    }

    record Received(long at, int client, String room, Message message) implements Event {
        @Override
        public String describe() {
            return "received " + message.describe();
        }
    }

    record Gap(long at, int client, String room, long from, long to) implements Event {
        @Override
        public String describe() {
            return "was told a gap from " + from + " to " + to;
        }
    }

    record NewEpoch(long at, int client, String room, String epoch, long seq) implements Event {
        @Override
        public String describe() {
            return "was told a new epoch " + epoch + " from " + seq;
        }
    }

    record Degraded(long at, int client, String room, boolean degraded) implements Event {
        @Override
        public String describe() {
            return degraded ? "was told that the broker is away" : "was told that the broker is back";
        }
    }

    /** A part of the room's history, in the order in which it came. */
    record HistoryRead(long at, int client, String room, String epoch, List<Message> messages) implements Event {
        @Override
        public String describe() {
            String range = messages.isEmpty()
                    ? "nothing"
                    : messages.get(0).seq() + " to "
                            + messages.get(messages.size() - 1).seq();
            return "read the history of " + epoch + ": " + range;
        }
    }

    /** Whether a fault holds back what is on its way. */
    enum Delay {
        NONE,
        BEGINS,
        ENDS
    }

    /**
     * A fault begins or is repaired.
     *
     * @param forgetting whether the server may forget by it what it has acked
     */
    record Fault(long at, String what, boolean forgetting, Delay delay) implements Event {
        public Fault(long at, String what, boolean forgetting) {
            this(at, what, forgetting, Delay.NONE);
        }

        @Override
        public String describe() {
            return what;
        }
    }
}
