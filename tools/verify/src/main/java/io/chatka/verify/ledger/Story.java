package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The shortest story of a violation: the clients and messages concerned, in time order, with the
 * faults at that time.
 */
public final class Story {
    private static final int LONGEST = 60;
    private static final long BEFORE_NANOS = 2_000_000_000L;

    private final Violation violation;
    /** Who first got a message concerned, for each place and form in which it came. */
    private final Set<Event> witnesses = new HashSet<>();

    /** The users who said the messages concerned. */
    private final Set<String> speakers = new HashSet<>();

    private Story(Violation violation) {
        this.violation = violation;
    }

    /** Lines of text, the verdict first. */
    public static List<String> of(Violation violation, Journal journal) {
        return new Story(violation).tell(journal);
    }

    private List<String> tell(Journal journal) {
        findSpeakers(journal);
        findWitnesses(journal);
        List<Event> events = journal.select(this::belongs);
        // What a client had before it came into the room, or into the epoch, is another story.
        long entrance = events.stream()
                .filter(this::entrance)
                .mapToLong(Event::at)
                .max()
                .orElse(Long.MIN_VALUE);
        List<Event> told = new ArrayList<>(events.stream()
                .filter(event -> event.at() >= entrance
                        || event instanceof Event.Fault
                        || aboutKey(event)
                        || witnesses.contains(event))
                .toList());
        long first =
                told.stream().filter(this::matter).mapToLong(Event::at).min().orElse(entrance) - BEFORE_NANOS;
        told.removeIf(event -> event instanceof Event.Fault && event.at() < first);
        List<String> lines = new ArrayList<>();
        lines.add(headline());
        int skipped = Math.max(0, told.size() - LONGEST);
        if (skipped > 0) {
            // Faults explain the rest, so they stay.
            told.stream()
                    .filter(event -> !(event instanceof Event.Fault))
                    .limit(skipped)
                    .toList()
                    .forEach(told::remove);
            lines.add(String.format(Locale.ROOT, "%13s  (%d earlier events left out)", "", skipped));
        }
        told.stream().map(Story::line).forEach(lines::add);
        return lines;
    }

    private void findSpeakers(Journal journal) {
        for (Event event : journal.select(event -> event instanceof Event.Sent)) {
            Event.Sent sent = (Event.Sent) event;
            if (violation.keys().contains(sent.key())) {
                speakers.add(sent.user());
            }
        }
    }

    private void findWitnesses(Journal journal) {
        Set<String> forms = new HashSet<>();
        for (Event event : journal.select(event -> event instanceof Event.Received)) {
            Message message = ((Event.Received) event).message();
            boolean concerned = violation.keys().contains(String.valueOf(message.key()));
            if (concerned && event.at() <= violation.at() && forms.add(message.frame())) {
                witnesses.add(event);
            }
        }
    }

    private String headline() {
        String who = violation.clients().size() == 1
                ? "client " + violation.clients().iterator().next() + ' '
                : "";
        String where = violation.room() == null ? "" : " [room " + violation.room() + ']';
        return violation.rule() + " (" + violation.rule().promise() + ") is violated: " + who + violation.text()
                + where;
    }

    private boolean entrance(Event event) {
        return (event instanceof Event.Joined || event instanceof Event.NewEpoch)
                && event.at() <= violation.at()
                && ofRoom(event)
                && violation.clients().contains(event.client());
    }

    /** Whether it belongs to the story at all. */
    private boolean belongs(Event event) {
        if (event.at() > violation.at() || event instanceof Event.Fault) {
            return event.at() <= violation.at();
        }
        if (matter(event) || witnesses.contains(event)) {
            return true;
        }
        if (!violation.clients().contains(event.client())) {
            return false;
        }
        return event instanceof Event.Connected
                || event instanceof Event.Disconnected
                || ofRoom(event)
                        && (event instanceof Event.Joined
                                || event instanceof Event.Left
                                || event instanceof Event.Gap
                                || event instanceof Event.NewEpoch
                                || event instanceof Event.Degraded);
    }

    /**
     * Whether it is about a message concerned, or the place of the violation as its clients saw it.
     */
    private boolean matter(Event event) {
        if (event instanceof Event.Received received) {
            return ofRoom(event)
                    && violation.clients().contains(event.client())
                    && near(received.message().seq());
        }
        return aboutKey(event)
                || event instanceof Event.HistoryRead
                        && ofRoom(event)
                        && violation.clients().contains(event.client());
    }

    private boolean aboutKey(Event event) {
        if (event instanceof Event.ActSent sent) {
            return ofRoom(event) && about(sent.act());
        } else if (event instanceof Event.ActDone done) {
            return ofRoom(event) && about(done.act());
        }
        if (event instanceof Event.Sent sent) {
            return violation.keys().contains(sent.key());
        } else if (event instanceof Event.Acked acked) {
            return violation.keys().contains(acked.key());
        }
        return event instanceof Event.Refused refused && violation.keys().contains(refused.key());
    }

    /** Whether it deletes a text in the place of the violation, or is about the user who said it. */
    private boolean about(Act act) {
        if (act instanceof Act.Delete delete) {
            return delete.place().seq() >= violation.from() && delete.place().seq() <= violation.to();
        }
        return speakers.contains(act.whom());
    }

    private boolean ofRoom(Event event) {
        return violation.room() == null || violation.room().equals(event.room());
    }

    private boolean near(long seq) {
        return seq >= violation.from() - 1 && seq <= violation.to() + 1;
    }

    private static String line(Event event) {
        String who = event.client() == Event.NOBODY ? "FAULT" : "client " + event.client();
        return String.format(Locale.ROOT, "%11.4f s  %-11s %s", event.at() / 1e9, who, event.describe());
    }
}
