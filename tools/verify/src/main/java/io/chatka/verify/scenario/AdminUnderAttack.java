package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.AdminAttack;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.OpenFiles;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The port for operators is kept busy by connections that want nothing, while clients come and go and probes ask. */
final class AdminUnderAttack implements Scenario {
    /** Of each node, with what clients need; the attack would take more than that, if it were let. */
    private static final int NODE_FILES = 1_600;

    private static final int IDLE = 2_000;
    private static final int HALF_REQUESTS = 100;
    private static final int SLOW_READERS = 50;

    private long returns;
    private long converged;

    @Override
    public String name() {
        return "admin-under-attack";
    }

    @Override
    public String says() {
        return "half requests, idle sockets and slow readers at the admin port: /live and /ready within 1 s, clients as ever";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Set<Mutation> mutations() {
        return Set.of(Mutation.DEAD);
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.with(Settings.needsNodes(given, name()), "chatka.limits.connections=500");
        return Settings.withOpenFiles(needed, NODE_FILES);
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        int idle = Math.min(
                scale.of(IDLE, NODE_FILES),
                OpenFiles.left() / stage.cluster().nodes().size() / 2);
        List<AdminAttack> attacks = stage.cluster().nodes().stream()
                .map(node -> new AdminAttack(node.adminAddress(), idle, HALF_REQUESTS, SLOW_READERS, scale.of(50, 10)))
                .toList();
        SplittableRandom random = new SplittableRandom(stage.setup().seed());
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        stage.world().run(() -> stage.world().honest(true));
        Watch whole = Watch.start(stage);
        int rounds = Common.rounds(stage, scale, 20, 1);
        List<Figure> figures = new ArrayList<>(
                List.of(Figure.of("rounds", rounds), Figure.of("idle connections to each admin port", idle)));
        try (Probes probes = Probes.start(stage)) {
            for (int round = 0; round < rounds && !stage.over(); round++) {
                stage.arm();
                round(stage, scale, attacks, traffic, random);
            }
            figures.addAll(probes.figures());
        }
        long lost = whole.count(Count.DISCONNECTS) - returns;
        int refused = stage.world().ask(() -> stage.world().notLetIn().values().stream()
                .mapToInt(Integer::intValue)
                .sum());
        String ways =
                refused == 0 ? "" : ": " + stage.world().ask(() -> stage.world().notLetIn());
        figures.addAll(List.of(
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("clients that went and came back meanwhile", returns),
                Figure.count("clients that were not let in" + ways, refused, 0),
                Figure.count("clients disconnected", lost, 0),
                Common.unanswered(stage),
                Common.gaps(whole),
                Common.converged(stage, converged)));
        return figures;
    }

    private void round(Stage stage, Scale scale, List<AdminAttack> attacks, Traffic traffic, SplittableRandom random) {
        Fault attack = new Fault("admin ports under attack", "admin", false, 0, () -> {}, () -> {});
        stage.begin(attack);
        traffic.set(true);
        Watch watch = Watch.start(stage);
        while (watch.millis() < scale.of(10_000, 4_000) && !stage.over()) {
            attacks.forEach(AdminAttack::press);
            Client one = stage.clients().get(random.nextInt(stage.clients().size()));
            returns += stage.world().ask(() -> returned(one));
            stage.pause(100);
        }
        attacks.forEach(AdminAttack::close);
        stage.repair(attack);
        long repairedAt = System.nanoTime();
        traffic.set(false);
        converged = Math.max(converged, stage.settleAndConclude(repairedAt));
    }

    /** 1 if it has gone, to come back at once. */
    private static int returned(Client client) {
        if (!client.online()) {
            return 0;
        }
        client.reconnect(true);
        return 1;
    }
}
