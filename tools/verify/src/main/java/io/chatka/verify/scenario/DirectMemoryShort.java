package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Nodes have little memory for sockets, and clients rejoin many rooms with much to catch up on and
 * read nothing. These may get gaps or be closed; all others get everything, and no room falls
 * silent.
 */
final class DirectMemoryShort extends Scenario {
    private static final int ROOMS = 20;
    /** Missed messages in each room, about 2 KB each: the maximum replay on a rejoin. */
    private static final int MISSED = 85;

    private static final String WORDS = "x".repeat(1_900);
    private static final int RATE = 60;
    private static final long SILENT_MILLIS = 5_000;

    private long silence;
    private long stalledFor;

    DirectMemoryShort() {
        super(
                "direct-memory-short",
                "24 MB for sockets, and clients that come back to 20 rooms and read nothing: no room silent, nobody else closed",
                Needs.NODES);
        repeats(20, 1);
        finds(Mutation.SILENCE);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        // A missing pong would end the stalled clients first.
        return given.withRooms(ROOMS)
                .withClients(2 * stalled(scale))
                .withRate(Math.min(given.rate(), RATE))
                .with("chatka.heartbeat.interval=60s", "chatka.heartbeat.timeout=60s")
                .withJvm("-Xmx256m", "-XX:MaxDirectMemorySize=24m", "-Dio.netty.maxDirectMemory=25165824");
    }

    private static int stalled(Scale scale) {
        return scale.of(60, 20);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        int number = stage.clients().size() / 2;
        List<Client> stalled = stage.clients().subList(0, number);
        List<Client> others = stage.clients().subList(number, stage.clients().size());
        stage.world().run(() -> {
            stage.world().honest(true);
            stalled.forEach(client -> stage.rooms().forEach(client::join));
        });
        stage.awaitSettled(stage.convergenceMillis());
        Traffic traffic =
                new Traffic(stage.world(), others, stage.rooms(), stage.setup().rate(), false);
        while (play.nextRound()) {
            round(play, stalled, others, traffic);
        }
        long lost = sum(stage, others, Client::lost);
        return List.of(
                Figure.of("rounds", play.rounds),
                Figure.of("clients that came back to " + ROOMS + " rooms and read nothing", number),
                Figure.of("of them closed by the server, all rounds together", sum(stage, stalled, Client::lost)),
                play.acked(),
                Figure.millis("longest silence of a room in which somebody talks", silence, SILENT_MILLIS),
                Figure.holds("no room fell silent for good", silence < stalledFor),
                Figure.count("anybody else disconnected", lost, 0),
                Figure.count("gaps that anybody else was told", sum(stage, others, Client::gaps), 0),
                play.unanswered(),
                play.converged());
    }

    private void round(Play play, List<Client> stalled, List<Client> others, Traffic traffic) {
        Stage stage = play.stage;
        Fault fault = Fault.of(
                stalled.size() + " clients come back and read nothing",
                "clients",
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
        long lasts = play.scale.of(20_000, 5_000);
        while (watch.millis() < lasts && !stage.over()) {
            stage.pause(50);
            silence = Math.max(silence, stage.world().ask(() -> silence(stage, others)));
        }
        stalledFor = Math.max(stalledFor, watch.millis());
        stage.repair(fault);
        long repairedAt = System.nanoTime();
        traffic.set(false);
        play.conclude(repairedAt);
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

    /**
     * Since when nobody of those who read has received anything of the quietest room, in
     * milliseconds.
     */
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
