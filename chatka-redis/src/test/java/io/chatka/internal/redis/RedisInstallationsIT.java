package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisConnectIT.assertRefused;
import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publication;
import static io.chatka.internal.redis.RedisTesting.publish;
import static io.chatka.internal.redis.RedisTesting.unhurried;
import static io.chatka.internal.redis.RedisTesting.watchful;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Several installations on one Redis, and the layout that all nodes of one agree on. */
class RedisInstallationsIT {
    private final List<RedisBroker> brokers = new ArrayList<>();
    private RealRedis redis;

    @BeforeEach
    void start() {
        redis = RealRedis.start();
    }

    @AfterEach
    void close() {
        brokers.forEach(RedisBroker::close);
        redis.close();
    }

    @ParameterizedTest
    @MethodSource
    void installations_do_not_hear_see_or_disturb_each_other(List<Installation> installations) {
        List<RedisBroker> nodes = new ArrayList<>();
        List<Hearing> hearings = new ArrayList<>();
        List<List<byte[]>> notes = new ArrayList<>();
        List<Head> starts = new ArrayList<>();
        for (Installation installation : installations) {
            RedisBroker node = connect(installation);
            Hearing hearing = new Hearing();
            List<byte[]> heard = new CopyOnWriteArrayList<>();
            node.nodes().subscribe(Topic.presence("lobby"), heard::add);
            starts.add(get(node.rooms().subscribe("lobby", hearing)));
            nodes.add(node);
            hearings.add(hearing);
            notes.add(heard);
        }
        assertThat(starts.stream().map(Head::epoch)).doesNotHaveDuplicates();
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < nodes.size(); i++) {
                String text = "of " + i + " in " + round;
                assertThat(get(nodes.get(i).rooms().publish("lobby", publication(text, "key" + round))))
                        .as(text)
                        .satisfies(receipt -> assertThat(receipt.duplicate()).isFalse())
                        .extracting(receipt -> receipt.position().seq())
                        .isEqualTo((long) round);
                nodes.get(i).nodes().send(Topic.presence("lobby"), new byte[] {(byte) i});
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            Hearing hearing = hearings.get(i);
            byte[] own = {(byte) i};
            List<byte[]> heard = notes.get(i);
            eventually(() -> assertThat(heard).hasSize(3).containsOnly(own));
            assertThat(hearing.seqs()).containsExactly(1L, 2L, 3L);
            String text = "of " + i + " in";
            assertThat(hearing.events).allSatisfy(event -> assertThat(new String(event.json(), StandardCharsets.UTF_8))
                    .contains(text));
            assertThat(nodes.get(i).strays()).isZero();
        }
    }

    static Stream<Arguments> installations_do_not_hear_see_or_disturb_each_other() {
        return Stream.of(
                        List.of(new Installation("chatka", 0), new Installation("chatka", 1)),
                        List.of(new Installation("prod", 0), new Installation("stage", 0)),
                        List.of(
                                new Installation("chat", 0),
                                new Installation("chat:x", 0),
                                new Installation("chat:0", 0)),
                        List.of(
                                new Installation("chatka", 0),
                                new Installation("chatka", 7),
                                new Installation("chatka", 15)))
                .map(Arguments::of);
    }

    @Test
    void nodes_of_one_prefix_and_database_are_one_installation() {
        RedisBroker one = connect(new Installation("team", 3));
        RedisBroker two = connect(new Installation("team", 3));
        Hearing hearing = new Hearing();
        get(one.rooms().subscribe("lobby", hearing));
        publish(two, "lobby", "hi");
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L));
    }

    @Test
    void everything_in_Redis_begins_with_the_prefix() {
        RedisBroker broker = connect(new Installation("team", 0));
        Hearing hearing = new Hearing();
        get(broker.rooms().subscribe("lobby", hearing));
        get(broker.rooms().publish("lobby", publication("hi", "k")));
        // In one step, since the canary writes its own keys at any time.
        assertThat(redis.call("EVAL", "return redis.call('DBSIZE') - #redis.call('KEYS', 'team:*')", "0"))
                .isEqualTo(":0");
        assertThat(redis.call(
                        "EXISTS", "team:layout", "team:{lobby}:meta", "team:{lobby}:history", "team:{lobby}:key:k"))
                .isEqualTo(":4");
        assertThat(redis.call("EVAL", "return #redis.call('PUBSUB', 'CHANNELS', 'team:0:*')", "0"))
                .isEqualTo(redis.call("EVAL", "return #redis.call('PUBSUB', 'CHANNELS')", "0"))
                .isEqualTo(":2");
    }

    @Test
    void the_first_node_writes_the_layout_and_the_next_ones_find_it() {
        connect(new Installation("chatka", 0));
        assertThat(redis.call("GET", "chatka:layout")).isEqualTo(Integer.toString(Layout.VERSION));
        connect(new Installation("chatka", 0));
        assertThat(redis.call("TTL", "chatka:layout")).isEqualTo(":-1");
    }

    @Test
    void a_node_that_finds_another_layout_refuses_and_names_both_and_the_remedy() {
        redis.call("SET", "chatka:layout", "77");
        assertRefused(
                unhurried(redis.uri()), "layout 77", "layout " + Layout.VERSION, "chatka.redis.prefix", "chatka:*");
        assertThat(redis.call("GET", "chatka:layout")).isEqualTo("77");
        connect(new Installation("other", 0));
    }

    @Test
    void a_layout_that_is_no_number_is_refused_without_repeating_it() {
        redis.call("SET", "chatka:layout", "what is this");
        assertRefused(unhurried(redis.uri()), "no number", "layout " + Layout.VERSION);
        redis.call("DEL", "chatka:layout");
        redis.call("HSET", "chatka:layout", "of", "somebody else");
        assertRefused(unhurried(redis.uri()), "WRONGTYPE");
    }

    @Test
    void a_layout_that_changes_while_a_node_is_away_keeps_it_away_until_it_is_right_again() {
        RedisBroker broker = get(RedisBroker.connect(watchful(redis.uri())));
        brokers.add(broker);
        redis.call("SET", "chatka:layout", "77");
        redis.call("CLIENT", "KILL", "TYPE", "normal");
        eventually(() -> assertThat(broker.available()).isFalse());
        redis.call("DEL", "chatka:layout");
        eventually(() -> assertThat(broker.available()).isTrue());
        assertThat(redis.call("GET", "chatka:layout")).isEqualTo(Integer.toString(Layout.VERSION));
    }

    @Test
    void rooms_of_a_version_that_wrote_no_layout_are_taken_over() {
        redis.call("HSET", "chatka:{lobby}:meta", "epoch", "4fzyo82mvy", "seq", "2");
        redis.call("XADD", "chatka:{lobby}:history", "2-1", Long.toString(System.currentTimeMillis()), "{\"seq\":2}");
        RedisBroker broker = connect(new Installation("chatka", 0));
        assertThat(get(broker.rooms().history("lobby", HistoryQuery.after(0, 9, 9_999)))
                        .events())
                .hasSize(1);
        assertThat(publish(broker, "lobby", "next")).isEqualTo(new Position("4fzyo82mvy", 3));
    }

    private RedisBroker connect(Installation installation) {
        RedisBroker broker = get(RedisBroker.connect(installation.settings(redis)));
        brokers.add(broker);
        return broker;
    }

    private record Installation(String prefix, int database) {
        RedisSettings settings(RealRedis redis) {
            return RedisTesting.withPrefix(redis.uri() + "/" + database, prefix);
        }
    }
}
