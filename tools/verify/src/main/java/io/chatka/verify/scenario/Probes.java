package io.chatka.verify.scenario;

import io.chatka.tools.Answer;
import io.chatka.tools.Node;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Asks every node for {@code /live} and {@code /ready} once a second, as an orchestrator does, and
 * counts bad answers.
 */
final class Probes implements AutoCloseable {
    private static final long EVERY_MILLIS = 1_000;
    private static final long DEADLINE_MILLIS = 1_000;

    private final Stage stage;
    private final long deadline;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "verify-probe");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Integer> bad = new TreeMap<>();
    private int asked;
    private long slowest;

    private Probes(Stage stage) {
        this.stage = stage;
        this.deadline = DEADLINE_MILLIS * stage.setup().slack();
    }

    /** Asks until it is closed. */
    static Probes start(Stage stage) {
        Probes probes = new Probes(stage);
        for (Node node : stage.cluster().nodes()) {
            for (String path : List.of("/live", "/ready")) {
                probes.threads.execute(() -> probes.ask(node, path));
            }
        }
        return probes;
    }

    private void ask(Node node, String path) {
        while (!threads.isShutdown()) {
            Answer answer = node.ask(path, deadline);
            int status = stage.world().health(path, answer.status());
            note(path, status, answer);
            try {
                Thread.sleep(Math.max(0, EVERY_MILLIS - answer.millis()));
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private synchronized void note(String path, int status, Answer answer) {
        asked++;
        slowest = Math.max(slowest, answer.millis());
        if (status != 200) {
            bad.merge(path + (status == 0 ? " nothing in time" : " " + status), 1, Integer::sum);
        }
    }

    synchronized List<Figure> figures() {
        String ways = bad.isEmpty() ? "" : ": " + bad;
        int number = bad.values().stream().mapToInt(Integer::intValue).sum();
        return List.of(
                Figure.of("times /live and /ready were asked", asked),
                Figure.count("times the answer was not 200 within " + deadline + " ms" + ways, number, 0),
                Figure.of("slowest answer, ms", slowest));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
