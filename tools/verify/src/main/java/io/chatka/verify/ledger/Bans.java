package io.chatka.verify.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * Checks that a banned user is not heard. M2. A ban is in force from its {@code ok} until somebody
 * first asks to end it. A message may be late if one attempt was made outside of that, or has no
 * answer when the ban ends: it may still be on its way. Of a ban that somebody asked to end before
 * its {@code ok}, nothing is known.
 */
final class Bans {
    private final Ledger ledger;
    /** Room and user. */
    private final Set<String> banned = new HashSet<>();
    /** Bans without an answer yet. */
    private final Set<String> asked = new HashSet<>();

    Bans(Ledger ledger) {
        this.ledger = ledger;
    }

    void sent(Event.ActSent event) {
        if (event.act() instanceof Act.Unban unban) {
            banned.remove(name(event.room(), unban.user()));
            asked.remove(name(event.room(), unban.user()));
            ledger.sends.values().stream()
                    .filter(send -> send.room.equals(event.room()) && send.users.contains(unban.user()))
                    .forEach(Bans::maybeLate);
        } else if (event.act() instanceof Act.Ban ban && event.attempt() == 1) {
            asked.add(name(event.room(), ban.user()));
        }
    }

    void done(Event.ActDone event) {
        if (event.act() instanceof Act.Ban ban) {
            ledger.tally.add(Count.BANS, 1);
            if (asked.remove(name(event.room(), ban.user()))) {
                banned.add(name(event.room(), ban.user()));
            }
        }
    }

    /** The server may have forgotten all bans. */
    void lost() {
        banned.clear();
        asked.clear();
        ledger.sends.values().forEach(Bans::maybeLate);
    }

    private static void maybeLate(Send send) {
        send.permitted |= send.open > 0;
    }

    void sent(Event.Sent event, Send send) {
        if (!banned.contains(name(event.room(), event.user()))) {
            send.permitted = true;
        } else if (event.attempt() == 1) {
            ledger.tally.add(Count.WHILE_BANNED, 1);
        }
    }

    void acked(Event.Acked event, Send send) {
        if (!send.permitted) {
            String text = "was acked " + send.key + ", which it sent when it was banned";
            broken(event, send, event.place().seq(), text);
        }
    }

    void received(Event event, Send send, Message message) {
        if (!send.permitted) {
            String text = "got seq " + message.seq() + " (" + send.key + "), which " + message.sender()
                    + " sent when it was banned";
            broken(event, send, message.seq(), text);
        }
    }

    private void broken(Event event, Send send, long seq, String text) {
        ledger.broken(Rule.M2, event, Set.of(send.key), seq, seq, text);
    }

    private static String name(String room, String user) {
        return room + ' ' + user;
    }
}
