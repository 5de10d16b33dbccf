package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Moderation;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Faults;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Moderators act while anything may fail. Some clients are away meanwhile, and come back. */
final class Moderators extends Scenario {
    private static final int MODERATORS = 3;
    /** Every fifth client disconnects for a while. */
    private static final int AWAY = 5;
    /** A deleted text may still come within one second; clients come back later than that. */
    private static final long AWAY_MILLIS = 1_700;

    private final String secret = secret();

    Moderators() {
        super(
                "moderators",
                "moderators delete, clear, ban and unban under any faults, also with --embedded: no deleted text after"
                        + " 1 s, nothing of banned users, absent clients learn of every deletion",
                Needs.NODES);
        repeats(20, 2);
        finds(Mutation.UNDELETE, Mutation.UNBAN, Mutation.FORGET);
    }

    private static String secret() {
        byte[] bytes = new byte[32];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        // Few messages, so that clients that are away miss no more than a replay may hold.
        return given.withRate(scale.of(Math.min(given.rate(), 120), 60))
                .with("chatka.auth.guests=on", "chatka.auth.jwt.secret=" + secret);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Moderation moderation = new Moderation(stage.world(), MODERATORS, secret, stage.rooms());
        stage.awaitSettled(stage.convergenceMillis());
        play.honestClients();
        Faults faults = new Faults(stage.cluster(), stage.setup().seed(), 0);
        Traffic traffic = stage.traffic(stage.setup().rate(), true);
        while (play.nextRound()) {
            traffic.burst();
            stage.pause(500);
            List<Client> away = sendAway(play);
            stage.arm();
            moderation.set(true);
            stage.pause(play.random.nextInt(200, 600));
            List<Fault> now = faults.next();
            now.forEach(stage::begin);
            stage.pause(now.stream().mapToLong(Fault::millis).max().orElse(0));
            // A node is ready only when it reaches Redis, so nodes come last.
            now.stream()
                    .sorted(Comparator.comparing((Fault fault) -> fault.what().equals("nodes")))
                    .forEach(stage::repair);
            stage.pause(play.random.nextInt(300, 600));
            moderation.set(false);
            Watch.start(stage).until(() -> !moderation.busy(), stage.convergenceMillis());
            moderation.unbanAll();
            Watch.start(stage).until(() -> !moderation.busy(), stage.convergenceMillis());
            stage.pause(AWAY_MILLIS * stage.setup().slack());
            long returned = System.nanoTime();
            stage.world().run(() -> away.forEach(Client::resume));
            stage.pause(300);
            traffic.set(false);
            play.conclude(returned);
        }
        return figures(play);
    }

    private static List<Client> sendAway(Play play) {
        List<Client> away = new ArrayList<>();
        for (Client client : play.stage.clients()) {
            if (play.random.nextInt(AWAY) == 0) {
                away.add(client);
            }
        }
        play.stage.world().run(() -> away.forEach(Client::stop));
        return away;
    }

    private static List<Figure> figures(Play play) {
        return List.of(
                Figure.of("rounds", play.rounds),
                Figure.of("texts deleted", play.whole.count(Count.DELETES)),
                Figure.of("users cleared", play.whole.count(Count.CLEARS)),
                Figure.of("users banned", play.whole.count(Count.BANS)),
                Figure.of("messages tried by banned users", play.whole.count(Count.WHILE_BANNED)),
                Figure.of("tombstones received", play.whole.count(Count.TOMBSTONES)),
                Figure.of("deletions of seen texts learned of", play.whole.count(Count.LEARNED)),
                Figure.of("of them by clients that came back", play.whole.count(Count.LEARNED_LATE)),
                play.acked(),
                Figure.of("returns recovered", play.whole.count(Count.RECOVERED)),
                Figure.of("gaps", play.whole.count(Count.GAPS)),
                play.converged());
    }
}
