package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.AdminAttack;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.OpenFiles;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * The port for operators is kept busy by connections that ask for nothing, while clients reconnect
 * and probes ask.
 */
final class AdminUnderAttack extends Scenario {
    /** Of each node, with what clients need; the attack would take more, if it could. */
    private static final int NODE_FILES = 1_600;

    private static final int IDLE = 2_000;
    private static final int HALF_REQUESTS = 100;
    private static final int SLOW_READERS = 50;

    private long returns;

    AdminUnderAttack() {
        super(
                "admin-under-attack",
                "half requests, idle sockets and slow readers at the admin port: /live and /ready within 1 s, clients as ever",
                Needs.NODES);
        repeats(20, 1);
        finds(Mutation.DEAD);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        return given.with("chatka.limits.connections=500").withOpenFiles(NODE_FILES);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        int idle = Math.min(
                play.scale.of(IDLE, NODE_FILES),
                OpenFiles.left() / stage.cluster().nodes().size() / 2);
        List<AdminAttack> attacks = stage.cluster().nodes().stream()
                .map(node ->
                        new AdminAttack(node.adminAddress(), idle, HALF_REQUESTS, SLOW_READERS, play.scale.of(50, 10)))
                .toList();
        play.honestClients();
        List<Figure> figures = new ArrayList<>(
                List.of(Figure.of("rounds", play.rounds), Figure.of("idle connections to each admin port", idle)));
        try (Probes probes = Probes.start(stage)) {
            while (play.nextRound()) {
                stage.arm();
                round(play, attacks);
            }
            figures.addAll(probes.figures());
        }
        long lost = play.whole.count(Count.DISCONNECTS) - returns;
        int refused = stage.world().ask(() -> stage.world().notLetIn().values().stream()
                .mapToInt(Integer::intValue)
                .sum());
        String ways =
                refused == 0 ? "" : ": " + stage.world().ask(() -> stage.world().notLetIn());
        figures.addAll(List.of(
                play.acked(),
                Figure.of("clients that went and came back meanwhile", returns),
                Figure.count("clients that were not let in" + ways, refused, 0),
                Figure.count("clients disconnected", lost, 0),
                play.unanswered(),
                play.gaps(),
                play.converged()));
        return figures;
    }

    private void round(Play play, List<AdminAttack> attacks) {
        Stage stage = play.stage;
        Fault attack = Fault.once("admin ports under attack", "admin", () -> {});
        stage.begin(attack);
        play.traffic.set(true);
        Watch watch = Watch.start(stage);
        while (watch.millis() < play.scale.of(10_000, 4_000) && !stage.over()) {
            attacks.forEach(AdminAttack::press);
            Client one = stage.clients().get(play.random.nextInt(stage.clients().size()));
            returns += stage.world().ask(() -> returned(one));
            stage.pause(100);
        }
        attacks.forEach(AdminAttack::close);
        stage.repair(attack);
        long repairedAt = System.nanoTime();
        play.conclude(repairedAt);
    }

    /** 1 if it disconnected, to reconnect at once. */
    private static int returned(Client client) {
        if (!client.online()) {
            return 0;
        }
        client.reconnect(true);
        return 1;
    }
}
