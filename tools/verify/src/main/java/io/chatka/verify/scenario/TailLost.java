package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The last message before a silence is lost between Redis and the nodes, and nothing follows that
 * would tell.
 */
final class TailLost extends Scenario {
    private static final long FILLED_MILLIS = 30_000;

    TailLost() {
        super(
                "tail-lost",
                "last message before silence lost on the Pub/Sub link: the position check fills it within 30 s",
                Needs.REDIS);
        repeats(5, 1);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        return scale == Scale.FULL ? given : given.with("chatka.redis.check=1s");
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Proxy> links = stage.cluster().redisLinks();
        AtomicInteger swallowed = new AtomicInteger();
        long filled = 0;
        while (play.nextRound()) {
            String room = stage.rooms().get(play.round() % stage.rooms().size());
            Client speaker = stage.world().ask(() -> stage.clients().stream()
                    .filter(client -> client.in(room))
                    .findFirst()
                    .orElseThrow());
            // All at first, then only one node: then the others know what it does not.
            List<Proxy> some = play.round() % 2 == 0 ? links : links.subList(0, 1);
            some.forEach(link -> link.swallow(push -> of(push, room, swallowed)));
            stage.tell("Pub/Sub pushes of " + room + " swallowed", false);
            Watch watch = Watch.start(stage);
            stage.world().run(() -> speaker.say(room, "the last one"));
            watch.until(() -> speaker.speaking() == 0, FILLED_MILLIS);
            some.forEach(link -> link.swallow(push -> false));
            stage.tell("pushes come again", false);
            filled = Math.max(filled, watch.until(() -> stage.world().unsettled() == null, FILLED_MILLIS + 5_000));
            stage.settleAndConclude(System.nanoTime());
        }
        return List.of(
                Figure.of("pushes swallowed", swallowed.get()),
                Figure.holds("something was swallowed each time", swallowed.get() >= play.rounds),
                Figure.millis("slowest until every member had it", filled, FILLED_MILLIS),
                play.gaps(),
                play.disconnects());
    }

    private static boolean of(byte[] push, String room, AtomicInteger count) {
        boolean chosen = new String(push, StandardCharsets.ISO_8859_1).contains(room);
        if (chosen) {
            count.incrementAndGet();
        }
        return chosen;
    }
}
