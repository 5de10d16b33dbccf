package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.OpenFiles;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Locale;

/** All clients lose their connections at once, and come back, with what they last saw. */
final class ReconnectStorm implements Scenario {
    private static final int CROWD = 10_000;
    private static final long PATIENCE_MILLIS = 60_000;

    @Override
    public String name() {
        return "reconnect-storm";
    }

    @Override
    public String says() {
        return "10,000 clients lose their connections at once: all come back recovered, few reads of the history";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsRedis(given, name());
        int most = Math.min(CROWD, OpenFiles.clients());
        int crowd = given.clients() == Setup.CLIENTS ? scale.of(most, 200) : given.clients();
        int rooms = given.rooms() == Setup.ROOMS ? scale.of(100, 5) : given.rooms();
        // With the limit on handshakes that there is by default, and none on what clients say.
        return Settings.with(
                needed.withClients(crowd).withRooms(rooms).withRate(Math.min(given.rate(), 100)),
                "chatka.limits.rate=on",
                "chatka.limits.messages.count=1000000",
                "chatka.limits.bytes.count=1GiB",
                "chatka.limits.joins.count=1000000",
                "chatka.limits.histories.count=1000000");
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        List<Proxy> links = stage.cluster().clientLinks();
        Redis redis = stage.cluster().redis();
        stage.world().run(() -> stage.world().honest(true));
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        traffic.set(true);
        stage.pause(scale.of(3_000, 500));
        long readsBefore = reads(redis);
        Watch watch = Watch.start(stage);
        Fault lost = new Fault(
                "all clients lose their connections",
                "clients",
                false,
                0,
                () -> links.forEach(link -> {
                    link.refuse(true);
                    link.reset();
                }),
                () -> links.forEach(link -> link.refuse(false)));
        stage.begin(lost);
        traffic.set(true);
        stage.pause(300);
        stage.repair(lost);
        long repairedAt = System.nanoTime();
        long back = watch.until(() -> stage.clients().stream().allMatch(client -> client.settledIn()), PATIENCE_MILLIS);
        long reads = reads(redis) - readsBefore;
        traffic.set(false);
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
                Figure.count(
                        "clients that came back and were not recovered",
                        watch.count(Count.RETURNS) - watch.count(Count.RECOVERED),
                        0),
                Common.gaps(watch),
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
