package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.checking;
import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publication;
import static io.chatka.internal.redis.RedisTesting.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Redis has lost what nodes have seen: all of it, or the end of it. Every node that comes back, in
 * any order, learns where the new epoch began and what came before it, so that it can account for
 * every event.
 */
class RedisEpochsIT {
    private static final String META = "chatka:{lobby}:meta";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RealRedis redis = opened(RealRedis.start("repl-diskless-sync-delay", "0"));

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size(); i-- > 0; ) {
            opened.get(i).close();
        }
    }

    @Test
    void a_Redis_that_is_emptied_while_it_runs_begins_an_epoch_that_knows_the_one_before() {
        isLost(() -> redis.call("FLUSHALL"));
    }

    @Test
    void a_room_whose_key_is_deleted_begins_an_epoch_that_knows_the_one_before() {
        isLost(() -> redis.call("DEL", META));
    }

    @Test
    void a_room_whose_key_expires_begins_an_epoch_that_knows_the_one_before() {
        isLost(() -> redis.call("PEXPIRE", META, "1"));
    }

    @Test
    void a_Redis_that_comes_back_empty_begins_an_epoch_that_knows_the_one_before() {
        isLost(() -> {
            redis.kill();
            redis.restart();
        });
    }

    private void isLost(Runnable loss) {
        Node node = new Node(redis);
        node.publish(3);
        Position seen = node.publish(1);
        loss.run();
        eventually(() -> assertThat(node.last().epoch()).isNotEqualTo(seen.epoch()));
        assertThat(node.last()).isEqualTo(new Head(node.last().epoch(), 0, 0, seen));
        // A node that has seen nothing publishes; the first one hears everything from seq 1 on.
        Position next = new Node(redis).publish(2);
        assertThat(next).isEqualTo(new Position(node.last().epoch(), 2));
        eventually(() -> assertThat(node.last().seq()).isEqualTo(2));
        assertThat(node.last()).isEqualTo(new Head(next.epoch(), 0, 2, seen));
    }

    @Test
    void a_replica_that_is_behind_begins_an_epoch_where_it_stood() throws IOException {
        Node node = new Node(redis);
        Position kept = node.publish(3);
        RealRedis behind = promoted();
        Position seen = node.publish(2);
        node.moveTo(behind);
        eventually(() -> assertThat(node.last().epoch()).isNotEqualTo(seen.epoch()));
        assertThat(node.last()).isEqualTo(new Head(node.last().epoch(), kept.seq(), kept.seq(), seen));
        assertThat(node.publish(1).seq()).isEqualTo(4);
        assertThat(node.history(0)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_replica_that_has_everything_goes_on() throws IOException {
        Node node = new Node(redis);
        Position seen = node.publish(3);
        RealRedis equal = promoted();
        node.moveTo(equal);
        assertThat(node.publish(1)).isEqualTo(new Position(seen.epoch(), 4));
        assertThat(node.publish(1)).isEqualTo(new Position(seen.epoch(), 5));
        assertThat(equal.call("HGET", META, "base")).isEqualTo("3");
    }

    @Test
    void who_has_seen_less_comes_later_and_learns_how_far_others_had_seen_the_epoch_before() throws IOException {
        Node more = new Node(redis);
        Node less = new Node(redis);
        more.publish(4);
        eventually(() -> assertThat(less.hearing.events).hasSize(4));
        RealRedis behind = promoted();
        less.away();
        Position seen = more.publish(2);
        more.moveTo(behind);
        Position next = more.publish(1);
        assertThat(next.seq()).isEqualTo(5);
        less.moveTo(behind);
        eventually(() -> assertThat(less.last()).isEqualTo(new Head(next.epoch(), 4, 5, seen)));
    }

    @Test
    void who_has_seen_more_comes_later_than_others_published_and_misses_nothing_of_it() throws IOException {
        Node more = new Node(redis);
        more.publish(3);
        RealRedis behind = promoted();
        Position seen = more.publish(2);
        more.away();
        // This node cannot know of the loss. It goes on in the old epoch, beyond what was seen.
        Node less = new Node(behind);
        assertThat(less.publish(4)).isEqualTo(new Position(seen.epoch(), 7));
        more.moveTo(behind);
        eventually(() -> assertThat(more.last().epoch()).isNotEqualTo(seen.epoch()));
        Head head = more.last();
        assertThat(head).isEqualTo(new Head(head.epoch(), 3, 7, new Position(seen.epoch(), 7)));
        assertThat(more.history(head.first())).containsExactly(4L, 5L, 6L, 7L);
        // For the other node the epoch begins after 7, since it has heard 4 to 7 already.
        eventually(() -> assertThat(less.last()).isEqualTo(new Head(head.epoch(), 7, 7, head.before())));
        assertThat(less.publish(1)).isEqualTo(new Position(head.epoch(), 8));
        eventually(() -> assertThat(more.hearing.seqs()).endsWith(8L));
    }

    @Test
    void the_first_word_of_a_new_epoch_is_kept_also_where_a_publication_was_the_first_to_meet_it() throws IOException {
        Node more = new Node(redis);
        more.publish(3);
        RealRedis behind = promoted();
        more.publish(2);
        more.away();
        // Checks so rarely that it learns of the epoch only from its publication.
        Node less = new Node(behind, RedisTesting::unhurried);
        less.publish(1);
        more.moveTo(behind);
        eventually(() -> assertThat(more.last().first()).isEqualTo(3));
        Position met = less.publish(1);
        assertThat(met).isEqualTo(new Position(more.last().epoch(), 5));
        assertThat(get(less.broker.rooms().history("lobby", HistoryQuery.after(0, 9, 9_999)))
                        .top()
                        .first())
                .isEqualTo(4);
    }

    @Test
    void two_nodes_that_come_back_at_once_agree_on_one_epoch() throws IOException {
        Node one = new Node(redis);
        Node two = new Node(redis);
        one.publish(3);
        RealRedis behind = promoted();
        Position seen = one.publish(2);
        eventually(() -> assertThat(two.hearing.events).hasSize(5));
        one.moveTo(behind);
        two.moveTo(behind);
        eventually(() -> assertThat(one.last().epoch()).isNotEqualTo(seen.epoch()));
        eventually(() -> assertThat(two.last()).isEqualTo(one.last()));
        assertThat(one.last()).isEqualTo(new Head(one.last().epoch(), 3, 3, seen));
        assertThat(two.publish(1)).isEqualTo(new Position(one.last().epoch(), 4));
    }

    @Test
    void an_older_epoch_that_is_restored_does_not_come_back() {
        Node node = new Node(redis);
        Position older = node.publish(3);
        redis.call("SAVE");
        redis.call("FLUSHALL");
        eventually(() -> assertThat(node.last().epoch()).isNotEqualTo(older.epoch()));
        Position seen = node.publish(5);
        redis.kill();
        redis.restart();
        eventually(() -> assertThat(node.last().epoch()).isNotIn(older.epoch(), seen.epoch()));
        assertThat(node.last()).isEqualTo(new Head(node.last().epoch(), 3, 3, seen));
    }

    @Test
    void a_clock_that_goes_back_makes_no_epoch_older() {
        Node node = new Node(redis);
        node.publish(1);
        // As if the clock of Redis had been a day ahead.
        redis.call("HINCRBY", META, "life", "86400000");
        node.awaitChecks();
        redis.call("DEL", META);
        Position next = node.publish(1);
        eventually(() -> assertThat(node.last().epoch()).isEqualTo(next.epoch()));
        node.awaitChecks();
        assertThat(node.publish(1)).isEqualTo(new Position(next.epoch(), 2));
    }

    @Test
    void a_repetition_that_is_known_from_an_epoch_before_changes_nothing() {
        Node node = new Node(redis);
        Position first = get(node.broker.rooms().publish("lobby", publication("once", "k")))
                .position();
        redis.call("DEL", META);
        Position next = node.publish(1);
        assertThat(get(node.broker.rooms().publish("lobby", publication("once", "k")))
                        .position())
                .isEqualTo(first);
        assertThat(node.publish(1)).isEqualTo(new Position(next.epoch(), 2));
    }

    @Test
    void what_another_publishes_with_an_epoch_of_its_own_changes_nothing_for_the_room() {
        Node node = new Node(redis);
        Position seen = node.publish(1);
        assertThat(redis.call("PUBLISH", "chatka:0:{lobby}:events", "e 9foreign99 999\n{}"))
                .isEqualTo(":1");
        eventually(() -> assertThat(node.hearing.events).hasSize(2));
        assertThat(node.publish(1)).isEqualTo(new Position(seen.epoch(), 2));
    }

    @Test
    void a_Redis_that_may_not_be_asked_who_it_is_is_believed_by_what_it_has() {
        redis.call("ACL", "SETUSER", "node", "on", ">pw", "~*", "&*", "+@all", "-info");
        RedisBroker broker = opened(get(RedisBroker.connect(checking("redis://node:pw@127.0.0.1:" + redis.port()))));
        Hearing hearing = new Hearing();
        get(broker.rooms().subscribe("lobby", hearing));
        publish(broker, "lobby", "one");
        Position seen = publish(broker, "lobby", "two");
        redis.call("HSET", META, "seq", "1");
        eventually(() -> assertThat(hearing.checked)
                .anySatisfy(head -> assertThat(head).isEqualTo(new Head(head.epoch(), 1, 1, seen))));
    }

    /** A second Redis with the data of the first; independent of it from now on. */
    private RealRedis promoted() {
        RealRedis replica = opened(RealRedis.start());
        String seq = redis.call("HGET", META, "seq");
        replica.call("REPLICAOF", "127.0.0.1", Integer.toString(redis.port()));
        eventually(() -> assertThat(replica.call("HGET", META, "seq")).isEqualTo(seq));
        replica.call("REPLICAOF", "NO", "ONE");
        return replica;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    /** A node with a member in the room, which the test can connect to another Redis. */
    private final class Node {
        final Hearing hearing = new Hearing();
        final RedisBroker broker;
        private final Proxy proxy;
        private final Head start;

        Node(RealRedis at) {
            this(at, RedisTesting::checking);
        }

        Node(RealRedis at, Function<String, RedisSettings> settings) {
            try {
                proxy = opened(new Proxy(at.port()));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            broker = opened(get(RedisBroker.connect(settings.apply(proxy.uri()))));
            start = get(broker.rooms().subscribe("lobby", hearing));
        }

        /** Connects it to a Redis that it refuses, until {@link #moveTo}. */
        void away() throws IOException {
            RealRedis refused = opened(RealRedis.start());
            refused.call("SET", "chatka:layout", "77");
            proxy.moveTo(refused.port());
            eventually(() -> assertThat(broker.available()).isFalse());
        }

        void moveTo(RealRedis other) throws IOException {
            int before = hearing.resumed.size();
            proxy.moveTo(other.port());
            eventually(() -> assertThat(hearing.resumed).hasSizeGreaterThan(before));
        }

        Position publish(int times) {
            Position last = null;
            for (int i = 0; i < times; i++) {
                last = RedisTesting.publish(broker, "lobby", "hi");
            }
            return last;
        }

        /** Where the room stands, as this node heard it last. */
        Head last() {
            Head told = start;
            for (List<Head> heads : List.of(hearing.resumed, hearing.checked)) {
                if (!heads.isEmpty() && (told == start || heads == hearing.checked)) {
                    told = heads.get(heads.size() - 1);
                }
            }
            return told;
        }

        void awaitChecks() {
            int before = hearing.checked.size();
            eventually(() -> assertThat(hearing.checked).hasSizeGreaterThan(before + 2));
        }

        List<Long> history(long after) {
            return get(broker.rooms().history("lobby", HistoryQuery.after(after, 100, 100_000))).events().stream()
                    .map(Event::seq)
                    .toList();
        }
    }
}
