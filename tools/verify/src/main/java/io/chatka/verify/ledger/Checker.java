package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the rules. It takes every event in order and finds violations. When all is quiet, the run
 * asks who is {@link #behind()} and, when nobody is, calls {@link #conclude}.
 */
public final class Checker {
    private static final int MOST_TOLD = 20;

    private final Ledger ledger = new Ledger();
    private final Bans bans = new Bans(ledger);
    private final Removals removals;
    private final Arrivals arrivals;
    private final Sending sending = new Sending(ledger, bans);

    /** @param slack how many times longer than promised everything may take */
    public Checker(int slack) {
        this.removals = new Removals(ledger, slack);
        this.arrivals = new Arrivals(ledger, removals, bans);
    }

    public void accept(Event event) {
        if (event instanceof Event.Received received) {
            arrivals.received(received);
        } else if (event instanceof Event.Sent sent) {
            sending.sent(sent);
        } else if (event instanceof Event.Acked acked) {
            sending.acked(acked);
        } else if (event instanceof Event.Refused refused) {
            sending.refused(refused);
        } else if (event instanceof Event.Joined joined) {
            arrivals.joined(joined);
        } else if (event instanceof Event.Gap gap) {
            arrivals.gap(gap);
        } else if (event instanceof Event.NewEpoch epoch) {
            arrivals.epoch(epoch);
        } else if (event instanceof Event.HistoryRead history) {
            arrivals.history(history);
        } else if (event instanceof Event.Degraded degraded) {
            ledger.view(degraded.client(), degraded.room()).degraded = degraded.degraded();
        } else if (event instanceof Event.ActSent act) {
            removals.sent(act);
            bans.sent(act);
        } else if (event instanceof Event.ActDone act) {
            removals.done(act);
            bans.done(act);
        } else if (event instanceof Event.Reading reading) {
            ledger.reading(reading);
        } else if (event instanceof Event.Left left) {
            ledger.view(left.client(), left.room()).member = false;
        } else if (event instanceof Event.Disconnected gone) {
            ledger.tally.add(Count.DISCONNECTS, 1);
            ledger.views(gone.client()).forEach(view -> view.member = false);
        } else if (event instanceof Event.Fault fault) {
            ledger.fault(fault);
            if (fault.forgetting()) {
                bans.lost();
            }
        }
    }

    /** Whether the user of that message was not banned when it may have arrived. */
    public boolean mayBeHeard(String key) {
        Send send = ledger.sends.get(key);
        return send == null || send.permitted;
    }

    /** See {@link Ledger#undelayedSince}. */
    public long undelayedSince(int client) {
        return ledger.undelayedSince(client);
    }

    /** The violations so far. */
    public List<Violation> violations() {
        return List.copyOf(ledger.violations);
    }

    /** How many messages it keeps. */
    int size() {
        return ledger.sends.size();
    }

    /** Memberships that know that the broker is away, and not that it is back. */
    public long degraded() {
        return ledger.members().stream().filter(view -> view.degraded).count();
    }

    public Tally tally() {
        return ledger.tally.copy();
    }

    /** Members that have not got everything. */
    public List<Unsettled> behind() {
        List<Unsettled> behind = new ArrayList<>();
        for (View view : ledger.members()) {
            if (!view.converged()) {
                behind.add(new Unsettled(view.client, lack(view)));
            }
        }
        return behind;
    }

    /**
     * C8, C1, C7 or M3 for missing messages: called when the time for {@link #behind()} to become empty
     * is over.
     */
    public void overdue(long at) {
        ledger.members().stream()
                .filter(view -> !view.converged())
                .limit(MOST_TOLD)
                .forEach(view -> ledger.violations.add(lag(view, at)));
    }

    /** C8: something else was not in order in time. */
    public void late(long at, Unsettled late) {
        ledger.violations.add(new Violation(Rule.C8, at, null, Set.of(late.client()), Set.of(), 0, 0, late.reason()));
    }

    private static String lack(View view) {
        RoomLog room = view.room;
        if (view.current() && view.unlearned() > 0) {
            return "has seen " + view.epoch + ':' + view.unlearned() + ", which is deleted, and did not learn that";
        }
        return view.degraded
                ? "was not told that the broker is back"
                : "is at " + view.epoch + ':' + view.last + ", and the room at " + room.current() + ':' + room.top();
    }

    private Violation lag(View view, long at) {
        RoomLog room = view.room;
        if (view.current() && view.unlearned() > 0) {
            return unlearned(view, at);
        }
        Set<String> missing = new HashSet<>();
        boolean acked = false;
        for (Send send : ledger.sends.values()) {
            if (send.room.equals(room.name) && send.seqIn(view.epoch) > view.last) {
                missing.add(send.key);
                acked |= send.acked != null && send.acked.epoch().equals(room.current());
            }
        }
        Rule rule = view.replaying() ? Rule.C7 : acked ? Rule.C1 : Rule.C8;
        return new Violation(rule, at, room.name, Set.of(view.client), missing, view.last, room.top(), lack(view));
    }

    private static Violation unlearned(View view, long at) {
        long seq = view.unlearned();
        Message text = view.room.at(new Place(view.epoch, seq));
        Set<String> keys = text == null ? Set.of() : Set.of(String.valueOf(text.key()));
        return new Violation(Rule.M3, at, view.room.name, Set.of(view.client), keys, seq, seq, lack(view));
    }

    /**
     * Checks the rules that need all to be quiet, and then forgets events that it no longer needs.
     *
     * @param histories the whole history of each room of which it could be read
     * @param depth how many messages the server keeps of each room; 0 if unknown
     */
    public void conclude(Map<String, Event.HistoryRead> histories, int depth, long at) {
        Conclusion conclusion = new Conclusion(ledger, histories, depth, at);
        conclusion.check();
        conclusion.compact();
    }
}
