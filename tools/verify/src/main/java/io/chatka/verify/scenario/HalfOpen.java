package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Clients vanish without a word to the server, and come back on other connections. */
final class HalfOpen implements Scenario {
    private static final long PRESENCE_MILLIS = 60_000;

    @Override
    public String name() {
        return "half-open";
    }

    @Override
    public String says() {
        return "clients vanish without a word: freed within ping and pong time, presence right within 60 s";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsNodes(given, name());
        return scale == Scale.FULL
                ? Settings.with(needed, "chatka.heartbeat.interval=25s", "chatka.heartbeat.timeout=10s")
                : Settings.with(needed, "chatka.heartbeat.interval=1s", "chatka.heartbeat.timeout=1s");
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        List<Proxy> links = stage.cluster().clientLinks();
        long allowed = scale.of(35_000, 2_000) + 2_000;
        Watch watch = Watch.start(stage);
        Fault vanished =
                new Fault("clients vanish", "clients", false, 0, () -> links.forEach(Proxy::halfOpen), () -> {});
        stage.begin(vanished);
        int ghosts = links.stream().mapToInt(Proxy::halfOpenConnections).sum();
        long converged = stage.settleAndConclude(System.nanoTime());
        long freed = watch.until(() -> links.stream().allMatch(link -> link.halfOpenConnections() == 0), allowed * 2);
        long present = watch.until(() -> presenceIsRight(stage), PRESENCE_MILLIS * 2);
        return List.of(
                Figure.of("connections left half-open", ghosts),
                Figure.millis("until the server had closed the last of them", freed, allowed),
                Figure.millis("until every member knew the right number of members", present, PRESENCE_MILLIS),
                Common.converged(stage, converged));
    }

    private static boolean presenceIsRight(Stage stage) {
        for (String room : stage.rooms()) {
            List<Client> members =
                    stage.clients().stream().filter(client -> client.in(room)).toList();
            if (members.stream().anyMatch(member -> member.members(room) != members.size())) {
                return false;
            }
        }
        return true;
    }
}
