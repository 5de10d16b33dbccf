package io.chatka.verify.scenario;

import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.OpenFiles;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Locale;

/** All clients lose their connections at once, and rejoin from their last places. */
final class ReconnectStorm extends Scenario {
    private static final int CROWD = 10_000;
    private static final long PATIENCE_MILLIS = 60_000;

    ReconnectStorm() {
        super(
                "reconnect-storm",
                "10,000 clients lose their connections at once: all come back recovered, few reads of the history",
                Needs.REDIS);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        int most = Math.min(CROWD, OpenFiles.clients());
        int crowd = given.clients() == Setup.CLIENTS ? scale.of(most, 200) : given.clients();
        int rooms = given.rooms() == Setup.ROOMS ? scale.of(100, 5) : given.rooms();
        return given.withLoad(crowd, rooms, Math.min(given.rate(), 100)).withHandshakeLimit();
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Proxy> links = stage.cluster().clientLinks();
        Redis redis = stage.cluster().redis();
        play.honestClients();
        play.traffic.set(true);
        stage.pause(play.scale.of(3_000, 500));
        long readsBefore = reads(redis);
        Watch watch = Watch.start(stage);
        Fault lost = Fault.of(
                "all clients lose their connections",
                "clients",
                () -> links.forEach(link -> {
                    link.refuse(true);
                    link.reset();
                }),
                () -> links.forEach(link -> link.refuse(false)));
        stage.begin(lost);
        play.traffic.set(true);
        stage.pause(300);
        stage.repair(lost);
        long repairedAt = System.nanoTime();
        long back = watch.until(() -> stage.clients().stream().allMatch(client -> client.settledIn()), PATIENCE_MILLIS);
        long reads = reads(redis) - readsBefore;
        play.traffic.set(false);
        stage.awaitSettled(PATIENCE_MILLIS);
        long settled = (System.nanoTime() - repairedAt) / 1_000_000;
        stage.settleAndConclude(System.nanoTime());
        int nodes = links.size();
        double perRoom = reads / (double) stage.rooms().size() / nodes / Math.max(1, back / 100.0);
        return List.of(
                Figure.of(crowd(), stage.clients().size()),
                Figure.of("ms until all were back in their rooms", back),
                Figure.holds("all came back within " + PATIENCE_MILLIS / 1_000 + " s", back < PATIENCE_MILLIS),
                Figure.of("ms until all was quiet and equal", settled),
                play.notRecovered(),
                play.gaps(),
                new Figure(
                        "reads of a history, for each room and node in 100 ms",
                        String.format(Locale.ROOT, "%.2f", perRoom),
                        "at most 1",
                        perRoom <= 1,
                        false));
    }

    private static String crowd() {
        return OpenFiles.clients() < CROWD
                ? String.format(
                        Locale.ROOT, "clients (%,d need a limit of %,d open files)", CROWD, OpenFiles.needed(CROWD))
                : "clients";
    }

    /** How often Redis has read from a stream so far. */
    private static long reads(Redis redis) {
        return redis.info("commandstats", "cmdstat_xrange:calls=")
                + redis.info("commandstats", "cmdstat_xrevrange:calls=");
    }
}
