package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Metronome;
import io.chatka.verify.client.Pause;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Some clients stop to read in a busy room. */
final class SlowReader extends Scenario {
    private static final int STOPPED = 3;
    /**
     * What the kernels on both sides and the proxy take before the server notices, at this rate,
     * and the 10 s.
     */
    private static final long PATIENCE_MILLIS = 90_000;

    SlowReader() {
        super(
                "slow-reader",
                "clients that never read: a gap, then closed as slow within 10 s; the others' p99 +10% at most",
                Needs.NODES);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        // A missing pong would end the slow readers first.
        Setup needed = given.withRooms(1)
                .withClients(20)
                .with("chatka.heartbeat.interval=60s", "chatka.heartbeat.timeout=60s");
        return scale == Scale.FULL ? needed : needed.with("chatka.limits.slow=8s", "chatka.limits.queued=64KiB");
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Client> slow = stage.clients().subList(0, STOPPED);
        List<Client> others = stage.clients().subList(STOPPED, stage.clients().size());
        String room = stage.rooms().get(0);
        Metronome metronome = new Metronome(stage.world(), others, room, play.scale.of(100, 400), 1_900);
        metronome.start();
        stage.pause(play.scale.of(10_000, 1_000));
        metronome.stop();
        long quiet = metronome.p99Micros();
        metronome.start();
        stage.pause(play.scale.of(2_000, 200));
        Watch watch = Watch.start(stage);
        // One reads again in time: it gets a gap, and stays. The others have not stopped yet, so
        // that it is the one that has reached the bound.
        Client late = slow.get(0);
        stage.tell("client " + late.number() + " stops to read", false);
        stage.world().run(() -> late.pause(true));
        boolean noticed = await(() -> dropped(stage) > 0);
        stage.tell("at the bound; client " + late.number() + " reads again", false);
        stage.world().run(() -> late.pause(false));
        boolean told = await(() -> watch.count(Count.GAPS) > 0);
        long droppedBefore = dropped(stage);
        List<Client> never = slow.subList(1, STOPPED);
        stage.tell(never.size() + " clients stop to read", false);
        stage.world().run(() -> never.forEach(client -> client.pause(true)));
        noticed &= await(() -> dropped(stage) > droppedBefore);
        Watch bound = Watch.start(stage);
        // A client that does not read does not notice that it was closed either; the others are
        // told that it has gone.
        boolean cut = await(() ->
                stage.world().ask(() -> others.stream().allMatch(client -> client.members(room) == others.size() + 1)));
        long closed = bound.millis();
        long busy = metronome.p99Micros();
        metronome.stop();
        stage.world().run(() -> never.forEach(client -> client.pause(false)));
        stage.tell("all read again", false);
        play.conclude(System.nanoTime());
        double more = quiet == 0 ? 0 : 100.0 * (busy - quiet) / quiet;
        return List.of(
                Figure.holds("the bound was reached", noticed),
                Figure.holds("who read again in time was told a gap", told),
                Figure.holds("the others who did not read were cut off", cut),
                Figure.millis("from the bound to the last cut", closed, play.scale.of(12_000, 13_000)),
                Figure.count("anybody else disconnected", watch.count(Count.DISCONNECTS) - (STOPPED - 1), 0),
                new Figure(
                        "the others' p99, from " + quiet + " to " + busy + " us",
                        String.format(Locale.ROOT, "%+.0f%%", more),
                        "at most +10%",
                        more <= 10,
                        true),
                play.converged());
    }

    private static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Pause.millis(50);
        }
        return true;
    }

    private static long dropped(Stage stage) {
        return stage.cluster().nodes().stream()
                .mapToLong(node -> node.metric("chatka_deliveries_dropped_total"))
                .sum();
    }
}
