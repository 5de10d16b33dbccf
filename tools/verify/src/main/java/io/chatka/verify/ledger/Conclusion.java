package io.chatka.verify.ledger;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules that can be checked only when all is quiet: C1, C5, and the acks of C6. */
final class Conclusion {
    /**
     * Messages of a room that are kept from one conclusion to the next, to compare with its
     * history.
     */
    private static final int KEPT = 500;

    private final Ledger ledger;
    private final Map<String, Event.HistoryRead> histories;
    private final int depth;
    private final long at;

    /**
     * @param histories the whole history of each room, as far as it could be read
     * @param depth how many messages the server keeps of a room; 0 if unknown
     */
    Conclusion(Ledger ledger, Map<String, Event.HistoryRead> histories, int depth, long at) {
        this.ledger = ledger;
        this.histories = histories;
        this.depth = depth;
        this.at = at;
    }

    void check() {
        Map<String, List<View>> members =
                ledger.members().stream().collect(Collectors.groupingBy(view -> view.room.name));
        for (Send send : ledger.sends.values()) {
            if (send.acked != null && (ledger.forgotten(send) || kept(send))) {
                delivered(send, members.getOrDefault(send.room, List.of()));
            }
            where(send);
            ordered(send);
        }
    }

    /**
     * C1: every member since before a message was sent has received it, or got a gap. Messages that
     * the server may have forgotten since then cannot be where an epoch begins, either.
     */
    private void delivered(Send send, List<View> members) {
        if (send.delivered) {
            return; // at an earlier conclusion
        }
        send.delivered = true;
        List<View> lacking = members.stream().filter(view -> lacks(view, send)).toList();
        if (lacking.isEmpty()) {
            return;
        }
        View first = lacking.get(0);
        Event.NewEpoch begun = first.begun.get(send.acked.epoch());
        boolean behind = begun != null && send.acked.seq() <= begun.seq();
        String told = behind ? ", was told that this epoch begins at " + begun.seq() + ", and" : ",";
        String others = lacking.size() == 1 ? "" : " (and " + (lacking.size() - 1) + " more members likewise)";
        String text = "was a member when " + send.key + " was sent, which was acked at " + send.acked + told
                + " neither received it nor was told a gap" + others;
        long seq = send.acked.seq();
        ledger.broken(new Violation(
                Rule.C1,
                behind ? Math.max(begun.at(), send.ackedAt) : at,
                send.room,
                Set.of(first.client),
                Set.of(send.key),
                seq,
                seq,
                text));
    }

    private boolean lacks(View view, Send send) {
        if (view.owedSince >= send.sentAt
                || view.received.contains(send.key)
                || view.skipped(send.acked)
                || tombstone(view, send.acked)) {
            return false;
        }
        Event.NewEpoch begun = view.begun.get(send.acked.epoch());
        return !ledger.forgotten(send) || begun != null && send.acked.seq() <= begun.seq();
    }

    private static boolean tombstone(View view, Place place) {
        return place.epoch().equals(view.epoch) && view.tombstones.contains(place.seq());
    }

    /** C1; whether it is where it has to be. */
    private boolean kept(Send send) {
        Place place = send.acked;
        Event.HistoryRead history = histories.get(send.room);
        String acked = "was acked " + send.key + " at " + place;
        Message there = ledger.room(send.room).at(place);
        if (there != null && !send.key.equals(there.key())) {
            return broken(Rule.C1, send, acked + ", where others received " + there.key());
        } else if (history == null) {
            return true; // who was owed it has it, or is behind
        } else if (!place.epoch().equals(history.epoch())) {
            String text = acked + ", and the room began epoch " + history.epoch() + " though nothing acked was lost";
            return broken(Rule.C1, send, text);
        } else if (place.seq() >= lowest(history)) {
            Message message = at(history, place.seq());
            if (message != null && message.tombstone()) {
                return true; // whether somebody wanted that is C4's
            } else if (message == null || !send.key.equals(message.key())) {
                String found = message == null ? "nothing" : String.valueOf(message.key());
                return broken(Rule.C1, send, acked + ", where the final history has " + found);
            } else if (!send.inHistory) {
                send.inHistory = true;
                ledger.tally.add(Count.IN_HISTORY, 1);
            }
        }
        return true;
    }

    /** From which seq on everything has to be there. */
    private long lowest(Event.HistoryRead history) {
        List<Message> messages = history.messages();
        long first = messages.isEmpty() ? Long.MAX_VALUE : messages.get(0).seq();
        RoomLog room = ledger.room(history.room());
        return depth == 0 ? first : Math.min(first, Math.max(1, room.top() - depth + 1));
    }

    private static Message at(Event.HistoryRead history, long seq) {
        List<Message> messages = history.messages();
        long index = messages.isEmpty() ? -1 : seq - messages.get(0).seq();
        return index < 0 || index >= messages.size() ? null : messages.get((int) index);
    }

    /** C6. */
    private void where(Send send) {
        Long seq = send.acked == null ? null : send.places.get(send.acked.epoch());
        if (seq != null && seq != send.acked.seq()) {
            broken(Rule.C6, send, "was acked " + send.key + " at " + send.acked + ", and it came with seq " + seq);
        }
    }

    /** C5. */
    private void ordered(Send send) {
        Send before = send.before;
        if (before == null) {
            return;
        }
        String epoch = before.acked.epoch();
        long earlier = before.seqIn(epoch);
        long later = send.seqIn(epoch);
        if (later > 0 && earlier >= later) {
            String text = "sent " + send.key + " when " + before.key + " was acked, and they are at " + later + " and "
                    + earlier;
            violated(Rule.C5, send, Set.of(send.key, before.key), later, earlier, text);
        }
    }

    private boolean broken(Rule rule, Send send, String text) {
        violated(rule, send, Set.of(send.key), send.acked.seq(), send.acked.seq(), text);
        return false;
    }

    private void violated(Rule rule, Send send, Set<String> keys, long from, long to, String text) {
        ledger.broken(new Violation(rule, at, send.room, Set.of(send.client), keys, from, to, text));
    }

    /** Forgets messages that no later event can be about. */
    void compact() {
        Set<String> waiting = ledger.sends.values().stream()
                .filter(send -> send.acked == null)
                .map(send -> send.key)
                .collect(Collectors.toSet());
        ledger.views().forEach(view -> view.concluded(waiting, KEPT));
        Set<String> kept = new HashSet<>();
        for (RoomLog room : ledger.rooms.values()) {
            room.keepCurrent();
            for (RoomLog.Era era : room.eras()) {
                era.dropTo(era.top - KEPT);
                era.messages.values().forEach(message -> kept.add(String.valueOf(message.key())));
            }
        }
        ledger.sends.values().removeIf(send -> send.done && !kept.contains(send.key));
        ledger.sends.values().forEach(send -> send.before = null); // checked, and else a chain without end
    }
}
