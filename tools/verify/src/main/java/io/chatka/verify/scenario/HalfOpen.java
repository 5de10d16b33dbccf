package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Clients vanish without closing their connections, and reconnect. */
final class HalfOpen extends Scenario {
    private static final long PRESENCE_MILLIS = 60_000;

    HalfOpen() {
        super(
                "half-open",
                "clients vanish without a word: freed within ping and pong time, presence right within 60 s",
                Needs.NODES);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        return scale == Scale.FULL
                ? given.with("chatka.heartbeat.interval=25s", "chatka.heartbeat.timeout=10s")
                : given.with("chatka.heartbeat.interval=1s", "chatka.heartbeat.timeout=1s");
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Proxy> links = stage.cluster().clientLinks();
        long allowed = play.scale.of(35_000, 2_000) + 2_000;
        Watch watch = Watch.start(stage);
        stage.begin(Fault.once("clients vanish", "clients", () -> links.forEach(Proxy::halfOpen)));
        int ghosts = links.stream().mapToInt(Proxy::halfOpenConnections).sum();
        play.conclude(System.nanoTime());
        long freed = watch.until(() -> links.stream().allMatch(link -> link.halfOpenConnections() == 0), allowed * 2);
        long present = watch.until(() -> presenceIsRight(stage), PRESENCE_MILLIS * 2);
        return List.of(
                Figure.of("connections left half-open", ghosts),
                Figure.millis("until the server had closed the last of them", freed, allowed),
                Figure.millis("until every member knew the right number of members", present, PRESENCE_MILLIS),
                play.converged());
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
