package io.chatka.verify.run;

import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import io.chatka.verify.client.Client;
import io.chatka.verify.client.Pause;
import io.chatka.verify.fault.Cluster;
import io.chatka.verify.fault.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rounds for a long time, and what the idle servers hold before and after. The first node runs all
 * the time, so that leaks show.
 */
public final class Soak {
    private static final int WARM_UP_ROUNDS = 3;
    private static final long IDLE_MILLIS = 60_000;

    /** Usage that does not change for this long is at rest. */
    private static final long AT_REST_MILLIS = 1_000;

    private static final long MORE_HEAP = 30_000_000;
    private static final long MORE_DESCRIPTORS = 8;
    private static final long MORE_THREADS = 4;

    private final Stage stage;
    private final Stop stop;
    private final StatusLine progress;

    public Soak(Stage stage, Stop stop, StatusLine progress) {
        this.stage = stage;
        this.stop = stop;
        this.progress = progress;
    }

    public Report run(Duration time) {
        Cluster cluster = stage.cluster();
        boolean ours = !cluster.nodes().isEmpty();
        Rounds rounds = new Rounds(stage, stop, progress, ours ? 1 : 0);
        rounds.play(WARM_UP_ROUNDS, null);
        Usage before = ours && !stage.over() ? measure(cluster) : null;
        rounds.play(0, time);
        Usage after = before != null && !stage.over() ? measure(cluster) : null;
        return rounds.report(after == null ? List.of() : compare(before, after));
    }

    /**
     * Disconnects all clients, measures the servers when they are at rest, and reconnects the
     * clients.
     */
    private Usage measure(Cluster cluster) {
        progress.show("measuring what the servers hold on to");
        stage.world().run(() -> stage.world().clients().forEach(Client::stop));
        long deadline = System.nanoTime() + IDLE_MILLIS * 1_000_000;
        while (!Usage.idle(cluster) && System.nanoTime() < deadline && !stop.requested()) {
            Pause.millis(50);
        }
        Usage usage = Usage.of(cluster);
        for (Usage before = null; !usage.isAsMuchAs(before) && System.nanoTime() < deadline && !stop.requested(); ) {
            before = usage;
            Pause.millis(AT_REST_MILLIS);
            usage = Usage.of(cluster);
        }
        stage.world().run(() -> stage.world().clients().forEach(Client::resume));
        stage.awaitSettled(IDLE_MILLIS);
        return usage;
    }

    private static List<Figure> compare(Usage before, Usage after) {
        List<Figure> figures = new ArrayList<>();
        for (int i = 0; i < before.nodes().size(); i++) {
            Usage.OfNode then = before.nodes().get(i);
            Usage.OfNode now = after.nodes().get(i);
            String node = " of node " + i + " when everybody had gone, ";
            figures.add(new Figure(
                    String.format(Locale.ROOT, "heap after collection%s%.1f MB before", node, then.heap() / 1e6),
                    String.format(Locale.ROOT, "%.1f MB", now.heap() / 1e6),
                    "at most 30 MB more",
                    now.heap() - then.heap() <= MORE_HEAP,
                    true));
            figures.add(grown("descriptors" + node, then.descriptors(), now.descriptors(), MORE_DESCRIPTORS));
            figures.add(grown("threads" + node, then.threads(), now.threads(), MORE_THREADS));
            figures.add(grown("actors (connections and rooms)" + node, then.actors(), now.actors(), 0));
        }
        String redis = " of Redis when everybody had gone, ";
        figures.add(grown("channels" + redis, before.channels(), after.channels(), 0));
        figures.add(grown("connections" + redis, before.clients(), after.clients(), 0));
        return figures;
    }

    private static Figure grown(String name, long before, long after, long most) {
        String target = most == 0 ? "no more" : "at most " + most + " more";
        return new Figure(name + before + " before", Long.toString(after), target, after - before <= most, false);
    }
}
