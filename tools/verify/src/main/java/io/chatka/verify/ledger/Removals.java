package io.chatka.verify.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a deleted text is gone for all, and that those who have it learn that. M1, M3. What
 * a deletion of all texts of a user covers for certain is what was acked before it was asked for.
 */
final class Removals {
    private static final long RECALL_NANOS = 1_000_000_000L;

    private final Ledger ledger;
    private final long recallNanos;
    /** When an act was first sent. */
    private final Map<String, Long> sentAt = new HashMap<>();

    /** @param slack how many times longer than promised everything may take */
    Removals(Ledger ledger, int slack) {
        this.ledger = ledger;
        this.recallNanos = RECALL_NANOS * slack;
    }

    void sent(Event.ActSent event) {
        if (event.attempt() == 1) {
            sentAt.put(name(event.room(), event.act()), event.at());
        }
        RoomLog room = ledger.room(event.room());
        if (event.act() instanceof Act.Delete delete) {
            room.era(delete.place().epoch(), event.at())
                    .asked
                    .add(delete.place().seq());
        } else if (event.act().clears() != null) {
            room.cleared.add(event.act().clears());
        }
    }

    void done(Event.ActDone event) {
        Long sent = sentAt.remove(name(event.room(), event.act()));
        if (event.act() instanceof Act.Delete delete) {
            ledger.tally.add(Count.DELETES, 1);
            gone(event.room(), delete.place(), event.at());
        } else if (event.act().clears() != null && sent != null) {
            ledger.tally.add(Count.CLEARS, 1);
            cleared(event.room(), event.act().clears(), sent, event.at());
        }
    }

    private void cleared(String room, String user, long before, long at) {
        for (Send send : ledger.sends.values()) {
            if (send.room.equals(room)
                    && send.acked != null
                    && send.ackedAt < before
                    && send.users.equals(Set.of(user))) {
                gone(room, send.acked, at);
            }
        }
    }

    private void gone(String name, Place place, long at) {
        RoomLog room = ledger.room(name);
        if (!place.epoch().equals(room.current())) {
            return; // forgotten with its epoch
        }
        if (room.era(place.epoch(), at).gone.putIfAbsent(place.seq(), at) == null) {
            ledger.views().stream()
                    .filter(view -> view.room == room && place.epoch().equals(view.epoch))
                    .forEach(view -> view.gone(place.seq()));
        }
    }

    /** C4: whether somebody has asked for it. */
    boolean wanted(String name, String epoch, Message message, long at) {
        RoomLog room = ledger.room(name);
        RoomLog.Era era = room.era(epoch, at);
        if (message.removal() instanceof Removal.Of of) {
            return era.asked.contains(of.seq());
        } else if (message.removal() instanceof Removal.AllBy all) {
            return room.cleared.contains(all.user());
        }
        Message text = era.messages.get(message.seq());
        boolean cleared = text == null ? !room.cleared.isEmpty() : room.cleared.contains(text.sender());
        return cleared || era.asked.contains(message.seq());
    }

    /** @param replay whether it is part of what the client had missed */
    void received(Event.Received event, View view, Message message, boolean replay) {
        RoomLog.Era era = view.room.era(view.epoch, event.at());
        if (message.removal() == null) {
            view.texts.add(message.seq());
            if (text(event, era, message)) {
                view.gone(message.seq());
            }
            return;
        }
        if (message.tombstone()) {
            ledger.tally.add(Count.TOMBSTONES, 1);
            view.tombstones.add(message.seq());
        }
        for (long seq : learn(view, era, message)) {
            ledger.tally.add(Count.LEARNED, 1);
            ledger.tally.add(Count.LEARNED_LATE, replay ? 1 : 0);
        }
    }

    void read(Event.HistoryRead event, Message message) {
        RoomLog.Era era = ledger.room(event.room()).era(event.epoch(), event.at());
        if (message.removal() == null) {
            text(event, era, message);
            return;
        }
        View view = ledger.seen(event.client(), event.room());
        if (view != null && event.epoch().equals(view.epoch)) {
            learn(view, era, message);
        }
    }

    /** M1; returns whether the text is deleted. */
    private boolean text(Event event, RoomLog.Era era, Message message) {
        Long gone = era.gone.get(message.seq());
        if (gone == null) {
            return false;
        }
        long since = Math.max(gone, ledger.undelayedSince(event.client()));
        if (gone > ledger.lastLoss && event.at() > since && event.at() - since > recallNanos) {
            String key = String.valueOf(message.key());
            String text = "got seq " + message.seq() + " (" + key + ") " + (event.at() - gone) / 1_000_000
                    + " ms after the ok of its deletion";
            ledger.broken(Rule.M1, event, Set.of(key), message.seq(), message.seq(), text);
        }
        return true;
    }

    /** Returns the seqs of texts that the client had seen, and of which it did not know that they are deleted. */
    private static Set<Long> learn(View view, RoomLog.Era era, Message message) {
        Set<Long> news = new HashSet<>();
        if (message.removal() instanceof Removal.AllBy all) {
            for (Message text : era.messages.headMap(message.seq()).values()) {
                if (text.sender().equals(all.user())) {
                    learn(view, era, text.seq(), message.seq(), news);
                }
            }
        } else if (message.removal() instanceof Removal.Of of) {
            learn(view, era, of.seq(), message.seq(), news);
        } else if (view.learn(message.seq())) {
            news.add(message.seq());
        }
        return news;
    }

    private static void learn(View view, RoomLog.Era era, long seq, long toldAt, Set<Long> news) {
        era.toldAt.putIfAbsent(seq, toldAt);
        if (view.learn(seq)) {
            news.add(seq);
        }
    }

    private static String name(String room, Act act) {
        return room + ' ' + act;
    }
}
