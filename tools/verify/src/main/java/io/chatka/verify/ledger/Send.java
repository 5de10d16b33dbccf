package io.chatka.verify.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One message that a client says in a room, with all attempts and its places. */
final class Send {
    final String key;
    final int client;
    final String room;
    final String text;
    /**
     * The message of the same client and room with the highest seq of those that were acked before
     * this was sent, or null.
     */
    Send before;
    /** The ids of the sessions in which it was sent. */
    final Set<String> users = new HashSet<>();
    /** Epoch to seq, as clients received it or read it in the history. */
    final Map<String, Long> places = new HashMap<>();

    final long sentAt;
    /** Where the last ack says that it is; null until then. */
    Place acked;
    /** When that ack came. */
    long ackedAt;
    /** It was found in the final history of a round. */
    boolean inHistory;
    /** The checker has compared who received it. */
    boolean delivered;
    /** Attempts that have no answer yet. */
    int open;
    /** One attempt at least was made, or may have arrived, while its user was not banned. */
    boolean permitted;
    /** Acked, or refused for good. */
    boolean done;

    /** @param first the first attempt */
    Send(Event.Sent first, Send before) {
        this.sentAt = first.at();
        this.key = first.key();
        this.client = first.client();
        this.room = first.room();
        this.text = first.text();
        this.before = before;
    }

    /** Its seq in that epoch, as far as it is known; 0 if it is not. */
    long seqIn(String epoch) {
        long known = acked != null && acked.epoch().equals(epoch) ? acked.seq() : 0;
        return places.getOrDefault(epoch, known);
    }
}
