package io.chatka.verify.ledger;

import java.util.Map;
import java.util.Set;

/**
 * Checks that a client gets messages as they were sent, the same as all others, in their places.
 * C2, C3, C4, C6, C7.
 */
final class Arrivals {
    private final Ledger ledger;
    private final Removals removals;
    private final Bans bans;

    Arrivals(Ledger ledger, Removals removals, Bans bans) {
        this.ledger = ledger;
        this.removals = removals;
        this.bans = bans;
    }

    void joined(Event.Joined event) {
        ledger.tally.add(Count.JOINS, 1);
        View view = ledger.view(event.client(), event.room());
        if (view.wasOver(event.epoch())) {
            broken(Rule.C3, event, event.seq(), "joined in epoch " + event.epoch() + ", which was over for it");
        }
        view.enter(event.epoch(), event.seq());
        view.member = true;
        view.degraded = false;
        if (event.since() != null) {
            ledger.tally.add(Count.RETURNS, 1);
        }
        if (event.recovered()) {
            recovered(event, view);
        } else {
            view.owedSince = event.at();
            view.forget();
        }
        view.room.heard(event.epoch(), event.seq(), event.at());
    }

    private void recovered(Event.Joined event, View view) {
        ledger.tally.add(Count.RECOVERED, 1);
        Place since = event.since();
        if (since == null || !since.epoch().equals(event.epoch()) || since.seq() > event.seq()) {
            String seen = since == null ? "nothing" : since.toString();
            String text =
                    "was told recovered:true at " + event.epoch() + ':' + event.seq() + " after it had said " + seen;
            broken(Rule.C7, event, event.seq(), text);
        } else {
            view.last = since.seq();
            view.replayTo = event.seq();
        }
    }

    void received(Event.Received event) {
        ledger.tally.add(Count.RECEIVED, 1);
        Message message = event.message();
        View view = ledger.seen(event.client(), event.room());
        if (view == null || !view.member) {
            String text = "received a message of room " + event.room() + ", in which it is not";
            broken(Rule.C4, event, message.seq(), text);
            return;
        }
        genuine(event, view.epoch, message);
        placed(event, view.epoch, message);
        boolean replay = view.replaying();
        step(event, view, message);
        if (message.removal() == null) {
            view.received.add(message.key());
        }
        removals.received(event, view, message, replay);
    }

    void history(Event.HistoryRead event) {
        ledger.tally.add(Count.HISTORY_READS, 1);
        long before = -1;
        for (Message message : event.messages()) {
            if (before >= 0 && message.seq() != before + 1) {
                String text = "read a history in which " + message.seq() + " follows " + before;
                broken(Rule.C3, event, message.seq(), text);
            }
            before = message.seq();
            genuine(event, event.epoch(), message);
            placed(event, event.epoch(), message);
            removals.read(event, message);
        }
    }

    /** C4. */
    private void genuine(Event event, String epoch, Message message) {
        if (message.removal() != null) {
            if (!removals.wanted(event.room(), epoch, message, event.at())) {
                broken(Rule.C4, event, message.seq(), "got " + message.describe() + ", which nobody deleted");
            }
            return;
        }
        String key = message.key();
        Send send = key == null ? null : ledger.sends.get(key);
        String wrong;
        if (send == null) {
            wrong = "which nobody sent";
        } else if (!send.room.equals(message.room()) || !send.room.equals(event.room())) {
            wrong = "which was sent to room " + send.room;
        } else if (!send.text.equals(message.text())) {
            wrong = "whose text is not what was sent";
        } else if (!send.users.contains(message.sender())) {
            wrong = "from " + message.sender() + ", who did not send it";
        } else {
            bans.received(event, send, message);
            return;
        }
        broken(Rule.C4, event, message.seq(), "got " + name(message) + ", " + wrong, message);
    }

    /** C2 and C6. */
    private void placed(Event event, String epoch, Message message) {
        RoomLog room = ledger.room(event.room());
        RoomLog.Era era = room.era(epoch, event.at());
        // A tombstone stands where a text was.
        Map<Long, Message> form = message.tombstone() ? era.tombstones : era.messages;
        Message known = form.putIfAbsent(message.seq(), message);
        // Beyond the top by more than a step is C3's; a forged seq must not count as the room's
        // top.
        if (message.seq() <= era.top + 1) {
            era.top = Math.max(era.top, message.seq());
        }
        if (known != null && !known.frame().equals(message.frame())) {
            String text = "got at " + epoch + ':' + message.seq() + " other bytes than somebody else";
            broken(Rule.C2, event, message.seq(), text, known, message);
        }
        Send send = message.key() == null ? null : ledger.sends.get(message.key());
        if (send != null) {
            Long other = send.places.putIfAbsent(epoch, message.seq());
            if (other != null && other != message.seq()) {
                String text = "got " + name(message) + ", which has seq " + other + " as well";
                broken(Rule.C6, event, message.seq(), text, message);
            }
        }
    }

    /** C3 and C7. */
    private void step(Event event, View view, Message message) {
        long seq = message.seq();
        if (seq != view.last + 1) {
            String text = seq <= view.last
                    ? "received " + name(message) + " after it had had everything up to " + view.last
                    : "received " + name(message) + " after " + view.last + ", and no gap was told";
            broken(view.replaying() ? Rule.C7 : Rule.C3, event, view.last, seq, text, message);
        }
        view.last = Math.max(view.last, seq);
    }

    void gap(Event.Gap event) {
        View view = ledger.seen(event.client(), event.room());
        if (view == null || !view.member) {
            broken(Rule.C4, event, event.from(), "was told a gap of room " + event.room() + ", in which it is not");
            return;
        }
        ledger.tally.add(Count.GAPS, 1);
        ledger.tally.add(Count.GAP_MESSAGES, event.to() - event.from() + 1);
        String told = "was told a gap from " + event.from() + " to " + event.to();
        if (event.from() != view.last + 1 || event.to() < event.from()) {
            broken(Rule.C3, event, view.last, event.to(), told + " when it had everything up to " + view.last);
        } else if (view.replaying()) {
            broken(Rule.C7, event, view.last, event.to(), told + " in what recovered:true had promised");
        }
        view.last = Math.max(view.last, event.to());
        view.room.heard(view.epoch, event.to(), event.at());
        view.skip(event.from(), event.to());
    }

    void epoch(Event.NewEpoch event) {
        View view = ledger.seen(event.client(), event.room());
        if (view == null || !view.member) {
            broken(Rule.C4, event, event.seq(), "was told an epoch of room " + event.room() + ", in which it is not");
            return;
        }
        ledger.tally.add(Count.EPOCHS, 1);
        if (event.epoch().equals(view.epoch) && event.seq() != view.last || view.wasOver(event.epoch())) {
            String text = "was told epoch " + event.epoch() + " from " + event.seq() + ", which is no new one";
            broken(Rule.C3, event, event.seq(), text);
        }
        view.enter(event.epoch(), event.seq());
        view.begun.put(event.epoch(), event);
        view.room.heard(event.epoch(), event.seq(), event.at());
    }

    private static String name(Message message) {
        return "seq " + message.seq() + " (" + (message.removal() == null ? message.key() : message.removal()) + ')';
    }

    private void broken(Rule rule, Event event, long seq, String text, Message... messages) {
        broken(rule, event, seq, seq, text, messages);
    }

    private void broken(Rule rule, Event event, long from, long to, String text, Message... messages) {
        Set<String> keys = new java.util.HashSet<>();
        for (Message message : messages) {
            if (message.key() != null) {
                keys.add(message.key());
            }
        }
        ledger.broken(rule, event, keys, from, to, text);
    }
}
