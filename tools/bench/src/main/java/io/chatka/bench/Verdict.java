package io.chatka.bench;

import java.util.HashMap;
import java.util.Map;

/**
 * Who got what, when a run is over.
 *
 * @param expected deliveries that there should have been to the members who stayed
 * @param lost deliveries that there should have been, and of which nobody said that they would not be
 */
record Verdict(long expected, long lost, Faults faults) {
    /** Reads the books of all event loops; publishing has to be over. */
    static Verdict of(Crowd crowd) {
        long[] sent = crowd.expected();
        Faults faults = new Faults();
        Map<Integer, Long> orders = new HashMap<>();
        long expected = 0;
        long lost = 0;
        for (Worker worker : crowd.workers()) {
            Part part = Loops.ask(worker.loop(), () -> part(crowd, worker, sent));
            faults.add(part.faults());
            expected += part.expected();
            lost += part.lost();
            for (Map.Entry<Integer, Long> order : part.orders().entrySet()) {
                Long other = orders.putIfAbsent(order.getKey(), order.getValue());
                if (other != null && !other.equals(order.getValue())) {
                    faults.contradictions++;
                }
            }
        }
        return new Verdict(expected, lost, faults);
    }

    private record Part(long expected, long lost, Map<Integer, Long> orders, Faults faults) {}

    /** What one event loop knows. */
    private static Part part(Crowd crowd, Worker worker, long[] sent) {
        long expected = 0;
        long lost = 0;
        for (Connection connection : crowd.connections()) {
            if (connection.worker() == worker && connection.joined()) {
                expected += sent[connection.roomNumber()];
                lost += connection.lacking(sent[connection.roomNumber()]);
            }
        }
        Map<Integer, Long> orders = new HashMap<>();
        worker.rooms().forEach((room, ledger) -> {
            if (ledger.own() == sent[room] && ledger.orderHash() != 0) {
                orders.put(room, ledger.orderHash());
            }
        });
        Faults faults = new Faults();
        faults.add(worker.faults());
        return new Part(expected, lost, orders, faults);
    }

    boolean clean() {
        return lost == 0
                && faults.missing == 0
                && faults.duplicates == 0
                && faults.reordered == 0
                && faults.contradictions == 0
                && faults.gapped == 0
                && faults.epochs == 0;
    }
}
