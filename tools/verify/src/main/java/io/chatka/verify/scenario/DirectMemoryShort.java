package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Nodes with little memory for sockets, and clients that come back to many rooms with much to catch up on and read nothing.
 * They may be told gaps, or be closed; everybody else hears everything, and no room falls silent.
 */
final class DirectMemoryShort implements Scenario {
    private static final int ROOMS = 20;
    /** What is missed in each room, about 2 KB each: as much as is sent again at once. */
    private static final int MISSED = 85;

    private static final String WORDS = "x".repeat(1_900);
    private static final int RATE = 60;
    private static final long SILENT_MILLIS = 5_000;

    private long silence;
    private long converged;
    private long stalledFor;

    @Override
    public String name() {
        return "direct-memory-short";
    }

    @Override
    public String says() {
        return "24 MB for sockets, and clients that come back to 20 rooms and read nothing: no room silent, nobody else closed";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Set<Mutation> mutations() {
        return Set.of(Mutation.SILENCE);
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        // A pong that does not come would end them first.
        Setup needed = Settings.with(
                Settings.needsNodes(given, name()).withRooms(ROOMS).withClients(2 * stalled(scale)),
                "chatka.heartbeat.interval=60s",
                "chatka.heartbeat.timeout=60s");
        return Settings.withJvm(
                needed.withRate(Math.min(given.rate(), RATE)),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=24m",
                "-Dio.netty.maxDirectMemory=25165824");
    }

    private static int stalled(Scale scale) {
        return scale.of(60, 20);
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        int number = stage.clients().size() / 2;
        List<Client> stalled = stage.clients().subList(0, number);
        List<Client> others = stage.clients().subList(number, stage.clients().size());
        stage.world().run(() -> {
            stage.world().honest(true);
            stalled.forEach(client -> stage.rooms().forEach(client::join));
        });
        stage.awaitSettled(stage.convergenceMillis());
        Traffic traffic = new Traffic(
                stage.world(),
                others,
                stage.rooms(),
                stage.setup().seed(),
                stage.setup().rate(),
                false);
        Watch whole = Watch.start(stage);
        int rounds = Common.rounds(stage, scale, 20, 1);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            round(stage, scale, stalled, others, traffic);
        }
        long lost = sum(stage, others, Client::lost);
        return List.of(
                Figure.of("rounds", rounds),
                Figure.of("clients that came back to " + ROOMS + " rooms and read nothing", number),
                Figure.of("of them closed by the server, all rounds together", sum(stage, stalled, Client::lost)),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.millis("longest silence of a room in which somebody talks", silence, SILENT_MILLIS),
                Figure.holds("no room fell silent for good", silence < stalledFor),
                Figure.count("anybody else disconnected", lost, 0),
                Figure.count("gaps that anybody else was told", sum(stage, others, Client::gaps), 0),
                Common.unanswered(stage),
                Common.converged(stage, converged));
    }

    private void round(Stage stage, Scale scale, List<Client> stalled, List<Client> others, Traffic traffic) {
        Fault fault = new Fault(
                stalled.size() + " clients come back and read nothing",
                "clients",
                false,
                0,
                () -> stage.world()
                        .run(() -> stalled.forEach(client -> {
                            client.stalls(true);
                            client.resume();
                        })),
                () -> stage.world()
                        .run(() -> stalled.forEach(client -> {
                            client.stalls(false);
                            client.pause(false);
                        })));
        stage.world().run(() -> stalled.forEach(Client::stop));
        fill(stage, others);
        traffic.set(true);
        stage.pause(500);
        stage.arm();
        stage.begin(fault);
        Watch watch = Watch.start(stage);
        long lasts = scale.of(20_000, 5_000);
        while (watch.millis() < lasts && !stage.over()) {
            stage.pause(50);
            silence = Math.max(silence, stage.world().ask(() -> silence(stage, others)));
        }
        stalledFor = Math.max(stalledFor, watch.millis());
        stage.repair(fault);
        long repairedAt = System.nanoTime();
        traffic.set(false);
        converged = Math.max(converged, stage.settleAndConclude(repairedAt));
    }

    /** Says in each room what those who are away will have missed. */
    private static void fill(Stage stage, List<Client> others) {
        for (int i = 0; i < MISSED && !stage.over(); i++) {
            stage.world().run(() -> stage.rooms().forEach(room -> others.stream()
                    .filter(client -> client.in(room))
                    .findFirst()
                    .ifPresent(client -> client.say(room, WORDS))));
            stage.pause(10);
        }
        stage.awaitSettled(stage.convergenceMillis());
    }

    /** Since when nobody of those who read has received anything of the quietest room, in milliseconds. */
    private static long silence(Stage stage, List<Client> others) {
        long now = stage.world().recorder().now();
        return stage.rooms().stream()
                .mapToLong(room -> others.stream()
                        .mapToLong(client -> client.heardAt(room))
                        .max()
                        .orElse(0))
                .map(heard -> (now - heard) / 1_000_000)
                .max()
                .orElse(0);
    }

    private static long sum(Stage stage, List<Client> clients, ToIntFunction<Client> what) {
        return stage.world().ask(() -> clients.stream().mapToInt(what).sum());
    }
}
