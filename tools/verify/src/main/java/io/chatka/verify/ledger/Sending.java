package io.chatka.verify.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The clients' messages and the server's answers to them. C6. */
final class Sending {
    private final Ledger ledger;
    private final Bans bans;
    /** Of each client and room, the acked message with the highest seq. */
    private final Map<String, Send> newest = new HashMap<>();

    Sending(Ledger ledger, Bans bans) {
        this.ledger = ledger;
        this.bans = bans;
    }

    void sent(Event.Sent event) {
        ledger.tally.add(event.attempt() == 1 ? Count.SENT : Count.REPEATED, 1);
        Send send = ledger.sends.computeIfAbsent(event.key(), key -> {
            Send before = newest.get(speaker(event));
            return new Send(event, before);
        });
        send.users.add(event.user());
        send.open++;
        bans.sent(event, send);
    }

    void acked(Event.Acked event) {
        ledger.tally.add(Count.ACKED, 1);
        if (event.duplicate()) {
            ledger.tally.add(Count.DUPLICATES, 1);
        }
        Place place = event.place();
        ledger.room(event.room()).heard(place.epoch(), place.seq(), event.at());
        Send send = ledger.sends.get(event.key());
        if (send == null) {
            String text = "was acked " + event.key() + ", which it never sent";
            ledger.broken(Rule.C6, event, Set.of(event.key()), place.seq(), place.seq(), text);
            return;
        }
        bans.acked(event, send);
        // After a loss that was declared, the same key may come to be a second time.
        if (send.acked != null && !send.acked.equals(place) && !ledger.forgettable(send)) {
            String text = "was acked " + event.key() + " at " + send.acked + " and at " + place;
            ledger.broken(Rule.C6, event, Set.of(event.key()), send.acked.seq(), place.seq(), text);
        }
        send.acked = place;
        send.ackedAt = event.at();
        send.done = true;
        Send known = newest.get(speaker(event));
        if (known == null || !known.acked.epoch().equals(place.epoch()) || known.acked.seq() < place.seq()) {
            newest.put(speaker(event), send);
        }
    }

    void refused(Event.Refused event) {
        ledger.tally.add(Count.REFUSED, 1);
        Send send = ledger.sends.get(event.key());
        if (send != null) {
            send.open--;
            send.done |= event.last();
        }
    }

    private static String speaker(Event event) {
        return event.client() + " " + event.room();
    }
}
