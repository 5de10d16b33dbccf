package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Node;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every node is stopped by SIGTERM and started again, one after the other, while people talk. */
final class RollingRestart implements Scenario {
    private static final String RESTART = "1012 the server is restarting";
    private static final long STOP_MILLIS = 40_000;

    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public String says() {
        return "nodes restarted by SIGTERM in turn under load: bye and 1012 for everybody, 0 failed sends after retry";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        stage.world().run(() -> stage.world().honest(true));
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        Map<String, Integer> before = stage.world().ask(() -> stage.world().closes());
        traffic.set(true);
        stage.pause(500);
        int failedStops = 0;
        long slowestStop = 0;
        for (int round = 0; round < scale.of(3, 1) && !stage.over(); round++) {
            for (Node node : stage.cluster().nodes()) {
                int[] exit = new int[1];
                Runnable stop = () -> exit[0] = node.terminate(STOP_MILLIS);
                Fault restart = new Fault(node.name() + " restarted by SIGTERM", "nodes", false, 0, stop, () -> {
                    node.start();
                    node.ready();
                });
                Watch stopping = Watch.start(stage);
                stage.begin(restart);
                slowestStop = Math.max(slowestStop, stopping.millis());
                failedStops += exit[0] == 0 ? 0 : 1;
                stage.repair(restart);
                stage.pause(scale.of(1_000, 300));
            }
        }
        long repairedAt = System.nanoTime();
        traffic.set(false);
        long converged = stage.settleAndConclude(repairedAt);
        Map<String, Integer> after =
                new TreeMap<>(stage.world().ask(() -> stage.world().closes()));
        long proper = after.getOrDefault(RESTART, 0) - before.getOrDefault(RESTART, 0);
        long acked = whole.count(Count.ACKED);
        long waiting = stage.world().ask(() -> stage.clients().stream()
                .mapToLong(client -> client.speaking())
                .sum());
        after.remove(RESTART);
        after.replaceAll((how, count) -> count - before.getOrDefault(how, 0));
        after.values().removeIf(count -> count == 0);
        String others = after.isEmpty() ? "" : ": " + after;
        return List.of(
                Figure.of("messages acked", acked),
                Figure.count("messages not acked in the end", waiting, 0),
                Figure.of("connections closed with 1012", proper),
                Figure.count("connections lost in another way" + others, whole.count(Count.DISCONNECTS) - proper, 0),
                Figure.count("nodes that did not exit with 0", failedStops, 0),
                Figure.of("slowest stop, ms", slowestStop),
                Common.gaps(whole),
                Figure.count(
                        "clients that came back and were not recovered",
                        whole.count(Count.RETURNS) - whole.count(Count.RECOVERED),
                        0),
                Common.converged(converged));
    }
}
