package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.RoomModerationContract;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.StateChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What moderators do, with two nodes on one Redis. */
class RedisModerationIT extends RoomModerationContract {
    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Override
    protected Broker a() {
        return nodes.a();
    }

    @Override
    protected Broker b() {
        return nodes.b();
    }

    @Override
    protected Broker another(HistorySettings history) {
        return nodes.another(history);
    }

    @Test
    void a_removed_text_is_in_no_snapshot_of_Redis() throws IOException {
        String secret = "nobody-reads-this-again";
        Position bad = say(secret);
        say("harmless");
        assertThat(join(a().rooms().change(room, new StateChange.Pin(null, bad.seq())))
                        .state()
                        .pinned())
                .hasSize(1);
        nodes.redis().call("CONFIG", "SET", "rdbcompression", "no");
        assertThat(everything()).contains(secret);
        remove(bad);
        assertThat(everything()).doesNotContain(secret).contains("harmless");
    }

    @Test
    void what_is_in_force_keeps_the_room_and_nothing_else_does() {
        StateChange ban = new StateChange.Impose(new Sanction(
                Sanction.Kind.BAN, "ann", System.currentTimeMillis() + 400L * 24 * 3600 * 1000, null, Rank.MODERATOR));
        long keep = ttl("meta");
        assertThat(keep).isPositive();
        join(a().rooms().change(room, ban));
        assertThat(ttl("meta")).isGreaterThan(keep);
        assertThat(ttl("sanctions")).isPositive();
        join(a().rooms().change(room, new StateChange.Close()));
        publish(a(), room, "does not shorten it");
        assertThat(ttl("meta")).as("for ever").isEqualTo(-1);
        join(b().rooms().change(room, new StateChange.Open()));
        join(b().rooms().change(room, new StateChange.Lift(Sanction.Kind.BAN, "ann")));
        assertThat(ttl("meta")).isBetween(1L, keep + 60_000);
        assertThat(ttl("sanctions")).as("gone").isEqualTo(-2);
    }

    @Test
    void sanctions_that_are_over_make_room_for_others() {
        for (int i = 0; i < 300; i++) {
            join(a().rooms()
                    .change(
                            room,
                            new StateChange.Impose(new Sanction(
                                    Sanction.Kind.MUTE, "u" + i, System.currentTimeMillis() + 1, null, Rank.ADMIN))));
        }
        join(a().rooms()
                .change(room, new StateChange.Impose(new Sanction(Sanction.Kind.BAN, "eve", 0, null, Rank.ADMIN))));
        assertThat(Integer.parseInt(redis("HLEN", "sanctions").substring(1))).isLessThan(250);
        assertThat(join(b().rooms().standing(room, "eve")).ban()).isNotNull();
    }

    private long ttl(String name) {
        join(a().rooms().state(room));
        return Long.parseLong(redis("PTTL", name).substring(1));
    }

    private String redis(String command, String name) {
        return nodes.redis().call(command, "chatka:{" + room + "}:" + name);
    }

    private void remove(Position position) {
        byte[] fields = ("\"room\":\"" + room + "\",\"target\":" + position.seq()).getBytes(StandardCharsets.UTF_8);
        Publication event = new Publication(EventKind.DELETED, "deleted", fields, null, null);
        join(a().rooms().remove(room, new Removal.OfMessage(position.epoch(), position.seq()), event));
    }

    private Position say(String text) {
        byte[] fields = ("\"room\":\"" + room + "\",\"text\":\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
        return join(a().rooms().publish(room, new Publication("message", fields, null)))
                .position();
    }

    /** All that Redis has, as DUMP of each key has it. */
    private static String everything() throws IOException {
        assertThat(nodes.redis().call("SAVE")).isEqualTo("+OK");
        return Files.readString(nodes.redis().snapshot(), StandardCharsets.ISO_8859_1);
    }
}
