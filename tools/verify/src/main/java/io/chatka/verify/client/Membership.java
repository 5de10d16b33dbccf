package io.chatka.verify.client;

import io.chatka.verify.ledger.Place;

/** A client's side of one room: whether it is in it, and what it last saw there. */
final class Membership {
    /** Where a client stands with a room. */
    enum State {
        OUT,
        JOINING,
        IN,
        LEAVING
    }

    final String room;
    State state = State.OUT;
    /** Whether it is to be in the room, as soon as that is possible. */
    boolean wanted = true;
    /** The server has removed it, and does not let it in again yet. */
    boolean banned;
    /** The last place that it saw; null before the first join. */
    String epoch;

    long last;
    /** When the last message arrived, nanoseconds of the run; 0 before the first. */
    long heardAt;
    /** The room's last known number of members. */
    int members;
    /** The place in the current or last join. */
    Place asked;
    /** When a join may be tried, nanoseconds of the run. */
    long tryAt;

    Membership(String room) {
        this.room = room;
    }

    Place seen() {
        return epoch == null ? null : new Place(epoch, last);
    }

    void at(String newEpoch, long seq) {
        epoch = newEpoch;
        last = seq;
    }
}
