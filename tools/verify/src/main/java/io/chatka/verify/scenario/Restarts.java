package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.Map;
import java.util.TreeMap;

/**
 * Restarts nodes by SIGTERM, and counts what becomes of them and of their clients. For the thread
 * of the scenario.
 */
final class Restarts {
    private static final String PROPER = "1012 the server is restarting";

    private final Stage stage;
    private final long stopMillis;
    private final Play play;
    private final Map<String, Integer> before;
    private int failedStops;
    private long slowestStop;

    /** @param stopMillis how long a node has to end */
    Restarts(Play play, long stopMillis) {
        this.play = play;
        this.stage = play.stage;
        this.stopMillis = stopMillis;
        this.before = stage.world().ask(() -> stage.world().closes());
    }

    /** Ends it, starts it again, and waits until it is ready. */
    void restart(Node node) {
        int[] exit = new int[1];
        Runnable stop = () -> exit[0] = node.terminate(stopMillis);
        Fault restart = Fault.restarted(node, stop);
        Watch stopping = Watch.start(stage);
        stage.begin(restart);
        slowestStop = Math.max(slowestStop, stopping.millis());
        failedStops += exit[0] == 0 ? 0 : 1;
        stage.repair(restart);
    }

    Figure notAcked() {
        long waiting = stage.world().ask(() -> stage.clients().stream()
                .mapToLong(client -> client.speaking())
                .sum());
        return Figure.count("messages not acked in the end", waiting, 0);
    }

    Figure closedProperly() {
        return Figure.of("connections closed with 1012", proper());
    }

    /** The name says in which ways. */
    Figure lostOtherwise() {
        Map<String, Integer> others = closesSince();
        others.remove(PROPER);
        String ways = others.isEmpty() ? "" : ": " + others;
        return Figure.count(
                "connections lost in another way" + ways, play.whole.count(Count.DISCONNECTS) - proper(), 0);
    }

    Figure failedStops() {
        return Figure.count("nodes that did not exit with 0", failedStops, 0);
    }

    Figure slowestStop() {
        return Figure.of("slowest stop, ms", slowestStop);
    }

    private long proper() {
        return closesSince().getOrDefault(PROPER, 0);
    }

    private Map<String, Integer> closesSince() {
        Map<String, Integer> since =
                new TreeMap<>(stage.world().ask(() -> stage.world().closes()));
        since.replaceAll((how, count) -> count - before.getOrDefault(how, 0));
        since.values().removeIf(count -> count == 0);
        return since;
    }
}
