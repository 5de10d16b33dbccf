package io.chatka.verify.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the rules share: all messages, every client's view of every room, and the violations. */
final class Ledger {
    final Map<String, Send> sends = new HashMap<>();
    final Map<String, RoomLog> rooms = new HashMap<>();
    /** When there last was a fault by which the server may forget what it acked. */
    long lastLoss = Long.MIN_VALUE;

    /** Faults that hold back what is on its way, at present. */
    private int delays;
    /** When the last of them was repaired. */
    private long undelayedSince = Long.MIN_VALUE;
    /** When clients that had stopped to read went on. */
    private final Map<Integer, Long> readingSince = new HashMap<>();

    final Tally tally = new Tally();
    final List<Violation> violations = new ArrayList<>();
    private final Map<Integer, Map<String, View>> views = new HashMap<>();

    RoomLog room(String name) {
        return rooms.computeIfAbsent(name, RoomLog::new);
    }

    /** A client's view of a room; null if it was never in it. */
    View seen(int client, String room) {
        return viewsOf(client).get(room);
    }

    View view(int client, String room) {
        return viewsOf(client).computeIfAbsent(room, name -> new View(client, room(name)));
    }

    private Map<String, View> viewsOf(int client) {
        return views.computeIfAbsent(client, any -> new HashMap<>());
    }

    Collection<View> views(int client) {
        return viewsOf(client).values();
    }

    /**
     * Whether a fault may have made the server forget that an acked message is where its ack says:
     * it was sent before the data was lost, and so was its epoch known. Messages that are acked in
     * an epoch after the loss are owed like all others.
     */
    boolean forgettable(Send send) {
        return send.sentAt < lastLoss && room(send.room).born(send.acked.epoch()) < lastLoss;
    }

    /** Whether it is acked at a place that the server may have forgotten. */
    boolean forgotten(Send send) {
        return forgettable(send) && !send.acked.epoch().equals(room(send.room).current());
    }

    void fault(Event.Fault fault) {
        if (fault.forgetting()) {
            lastLoss = fault.at();
        }
        if (fault.delay() == Event.Delay.BEGINS) {
            delays++;
        } else if (fault.delay() == Event.Delay.ENDS) {
            delays--;
            undelayedSince = fault.at();
        }
    }

    void reading(Event.Reading event) {
        readingSince.put(event.client(), event.on() ? event.at() : Long.MAX_VALUE);
    }

    /** Since when nothing holds back what is on its way to that client; Long.MAX_VALUE while something does. */
    long undelayedSince(int client) {
        return delays > 0 ? Long.MAX_VALUE : Math.max(undelayedSince, readingSince.getOrDefault(client, 0L));
    }

    /** How every client sees every room that it ever was in. */
    List<View> views() {
        List<View> all = new ArrayList<>();
        views.values().forEach(ofClient -> all.addAll(ofClient.values()));
        return all;
    }

    /** All memberships that there are. */
    List<View> members() {
        return views().stream().filter(view -> view.member).toList();
    }

    void broken(Rule rule, Event event, Set<String> keys, long from, long to, String text) {
        violations.add(new Violation(rule, event.at(), event.room(), Set.of(event.client()), keys, from, to, text));
    }

    void broken(Violation violation) {
        violations.add(violation);
    }
}
