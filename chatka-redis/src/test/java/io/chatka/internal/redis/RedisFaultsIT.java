package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.checking;
import static io.chatka.internal.redis.RedisTesting.connect;
import static io.chatka.internal.redis.RedisTesting.connectWithDeadline;
import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publication;
import static io.chatka.internal.redis.RedisTesting.publish;
import static io.chatka.internal.redis.RedisTesting.unhurried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Redis is killed, comes back empty or with older data, and loses its scripts, its memory or its permissions. */
class RedisFaultsIT extends RedisFaults {
    @Test
    void scripts_that_Redis_forgot_are_loaded_again_and_the_order_is_kept() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> flusher = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                redis.call("SCRIPT", "FLUSH");
                int before = hearing.events.size();
                eventually(() -> assertThat(hearing.events.size()).isGreaterThan(before + 1_000));
            }
        });
        flusher.whenComplete((done, failure) -> over.set(true));
        long seq = 0;
        Deque<CompletionStage<Receipt>> window = new ArrayDeque<>();
        while (!over.get() || !window.isEmpty()) {
            if (!over.get()) {
                window.add(broker.rooms().publish("lobby", publication("x")));
            }
            if (!window.isEmpty() && (over.get() || window.size() > 500)) {
                assertThat(get(window.poll()).position().seq()).isEqualTo(++seq);
            }
        }
        flusher.join();
        long top = seq;
        eventually(() -> assertThat(hearing.seqs())
                .isEqualTo(LongStream.rangeClosed(1, top).boxed().toList()));
        assertThat(hearing.lost).hasValue(0);
    }

    @Test
    void a_position_is_read_only_after_the_subscription_was_confirmed() throws Exception {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker speaker = opened(connect(redis));
        Proxy proxy = opened(new Proxy(redis.port()));
        RedisBroker broker = opened(get(RedisBroker.connect(unhurried(proxy.uri()))));
        proxy.holdSubscribes();
        Hearing one = new Hearing();
        Hearing two = new Hearing();
        CompletionStage<Head> first = broker.rooms().subscribe("lobby", one);
        CompletionStage<Head> second = broker.rooms().subscribe("lobby", two);
        proxy.subscribeArrived.await();
        // When these are answered, a position that was read too early would be answered too.
        publish(broker, "elsewhere", "x");
        publish(broker, "elsewhere", "x");
        Position missed = publish(speaker, "lobby", "nobody can hear this");
        proxy.releaseSubscribes();
        assertThat(get(first).position()).isEqualTo(missed);
        assertThat(get(second).position()).isEqualTo(missed);
        publish(speaker, "lobby", "everybody can hear this");
        eventually(() -> assertThat(one.seqs()).containsExactly(2L));
        eventually(() -> assertThat(two.seqs()).containsExactly(2L));
    }

    @Test
    void a_Redis_that_comes_back_empty_begins_a_new_epoch() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connectWithDeadline(redis));
        Hearing hearing = subscribe(broker, "lobby");
        Position before = publish(broker, "lobby", "one");
        eventually(() -> assertThat(hearing.events).hasSize(1));

        redis.kill();
        eventually(() -> assertThat(hearing.lost).hasValue(1));
        eventually(() -> assertThat(broker.available()).isFalse());
        assertFails(broker.rooms().publish("lobby", publication("lost")));
        assertFails(broker.rooms().subscribe("elsewhere", new Hearing()));

        redis.restart();
        eventually(() -> assertThat(hearing.resumed).hasSize(1));
        Head resumed = hearing.resumed.get(0);
        assertThat(resumed.seq()).isZero();
        assertThat(resumed.epoch()).isNotEqualTo(before.epoch());
        assertThat(broker.available()).isTrue();
        assertThat(publish(broker, "lobby", "two")).isEqualTo(new Position(resumed.epoch(), 1));
        eventually(() -> assertThat(hearing.events).hasSize(2));
        Event last = hearing.events.get(1);
        assertThat(new Position(last.epoch(), last.seq())).isEqualTo(new Position(resumed.epoch(), 1));
        assertThat(hearing.lost).hasValue(1);
    }

    @Test
    void a_Redis_that_keeps_its_data_goes_on_counting() {
        RealRedis redis = opened(RealRedis.start("appendonly", "yes", "appendfsync", "always"));
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        Position before = publish(broker, "lobby", "one");
        redis.kill();
        redis.restart();
        eventually(() -> assertThat(hearing.resumed).extracting(Head::position).containsExactly(before));
        assertThat(publish(broker, "lobby", "two")).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void a_thousand_rooms_are_subscribed_again() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        List<Hearing> hearings = new ArrayList<>();
        List<CompletionStage<Head>> subscribing = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            hearings.add(new Hearing());
            subscribing.add(broker.rooms().subscribe("room-" + i, hearings.get(i)));
        }
        subscribing.forEach(RedisTesting::get);
        redis.kill();
        eventually(() -> assertThat(hearings).allMatch(hearing -> hearing.lost.get() == 1));
        redis.restart();
        eventually(() -> assertThat(hearings).allMatch(hearing -> hearing.resumed.size() == 1));
        for (int i = 0; i < hearings.size(); i++) {
            broker.rooms().publish("room-" + i, publication("hi"));
        }
        eventually(() -> assertThat(hearings).allMatch(hearing -> hearing.events.size() == 1));
    }

    @Test
    void who_comes_and_goes_while_Redis_is_away_is_known_when_it_is_back() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connectWithDeadline(redis));
        Hearing stays = subscribe(broker, "lobby");
        Hearing goes = subscribe(broker, "left");
        redis.kill();
        eventually(() -> assertThat(stays.lost).hasValue(1));
        broker.rooms().unsubscribe("left", goes);
        Hearing comes = new Hearing();
        CompletionStage<Head> coming = broker.rooms().subscribe("new", comes);
        redis.restart();
        // The subscription fails if Redis was not back before the deadline. Then subscribe again.
        if (coming.toCompletableFuture().handle((position, failure) -> failure).join() != null) {
            get(broker.rooms().subscribe("new", comes));
        }
        eventually(() -> assertThat(stays.resumed).hasSize(1));
        for (String room : List.of("lobby", "left", "new")) {
            publish(broker, room, "hi");
        }
        eventually(() -> assertThat(stays.seqs()).containsExactly(1L));
        eventually(() -> assertThat(comes.seqs()).containsExactly(1L));
        assertThat(goes.events).isEmpty();
        assertThat(goes.resumed).isEmpty();
        assertThat(redis.call("PUBSUB", "NUMSUB", "chatka:0:{left}:events")).startsWith("*2");
        assertThat(redis.call("PUBLISH", "chatka:0:{left}:events", "anyone?")).isEqualTo(":0");
    }

    @Test
    void a_primary_that_becomes_a_replica_is_left_and_taken_back_when_it_is_a_primary_again() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        publish(broker, "lobby", "one");
        redis.call("REPLICAOF", "127.0.0.1", "1");
        assertThatThrownBy(() -> publish(broker, "lobby", "refused"))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("READONLY");
        eventually(() -> assertThat(hearing.lost).hasValue(1));
        eventually(() -> assertThat(broker.available()).isFalse());
        redis.call("REPLICAOF", "NO", "ONE");
        eventually(() -> assertThat(hearing.resumed).hasSize(1));
        assertThat(publish(broker, "lobby", "two").seq()).isEqualTo(2);
    }

    @Test
    void a_channel_that_Redis_forbids_fails_the_subscription_and_leaves_nothing_behind() {
        RealRedis redis = opened(RealRedis.start());
        redis.call(
                "ACL",
                "SETUSER",
                "node",
                "on",
                ">pw",
                "~*",
                "+@all",
                "resetchannels",
                "&chatka:0:{open}:*",
                "&chatka:0:canary:*");
        RedisBroker broker = opened(get(RedisBroker.connect(unhurried("redis://node:pw@127.0.0.1:" + redis.port()))));
        assertThatThrownBy(() -> get(broker.rooms().subscribe("secret", new Hearing())))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("NOPERM");
        Hearing hearing = subscribe(broker, "open");
        publish(broker, "open", "hi");
        eventually(() -> assertThat(hearing.events).hasSize(1));
    }

    @Test
    void a_topic_that_Redis_forbids_is_heard_as_soon_as_it_is_allowed() {
        RealRedis redis = opened(RealRedis.start());
        redis.call("ACL", "SETUSER", "node", "on", ">pw", "~*", "+@all", "resetchannels", "&chatka:0:canary:*");
        RedisBroker speaker = opened(connect(redis));
        RedisBroker broker = opened(get(RedisBroker.connect(unhurried("redis://node:pw@127.0.0.1:" + redis.port()))));
        Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
        broker.nodes().subscribe(Topic.PEERS, heard::add);
        eventually(() -> assertThat(redis.call("ACL", "LOG")).isEqualTo("*1"));
        redis.call("ACL", "SETUSER", "node", "&chatka:0:*");
        eventually(() -> {
            speaker.nodes().send(Topic.PEERS, new byte[] {'x'});
            assertThat(heard).isNotEmpty();
        });
    }

    @Test
    void a_topic_is_heard_again_after_a_loss_of_Redis_and_needs_no_key() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Queue<byte[]> heard = new ConcurrentLinkedQueue<>();
        broker.nodes().subscribe(Topic.PEERS, heard::add);
        redis.kill();
        eventually(() -> assertThat(broker.available()).isFalse());
        heard.clear();
        redis.restart();
        eventually(() -> {
            broker.nodes().send(Topic.PEERS, new byte[] {'x'});
            assertThat(heard).isNotEmpty();
        });
        assertThat(redis.call("EXISTS", "chatka:{~nodes}:meta")).isEqualTo(":0");
    }

    @Test
    void what_others_publish_on_a_channel_of_ours_is_dropped() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        for (String rogue :
                List.of("", "x", "e", "e ", "e  1\n{}", "e abc x\n{}", "e abc -1\n", "{\"type\":\"message\"}")) {
            assertThat(redis.call("PUBLISH", "chatka:0:{lobby}:events", rogue)).isEqualTo(":1");
        }
        publish(broker, "lobby", "still here");
        eventually(() -> assertThat(hearing.events).hasSize(1));
        assertThat(hearing.lost).hasValue(0);
    }

    @Test
    void a_room_whose_data_somebody_spoiled_is_refused_and_the_others_work() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        redis.call("SET", "chatka:{spoiled}:meta", "not a hash");
        assertThatThrownBy(() -> publish(broker, "spoiled", "hi")).isInstanceOf(BrokerUnavailableException.class);
        assertThatThrownBy(() -> get(broker.rooms().subscribe("spoiled", new Hearing())))
                .isInstanceOf(BrokerUnavailableException.class);
        assertThat(publish(broker, "lobby", "hi").seq()).isEqualTo(1);
    }

    @Test
    void the_last_message_before_a_silence_is_found_missing() throws Exception {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker speaker = opened(connect(redis));
        Proxy proxy = opened(new Proxy(redis.port()));
        // Pings so rarely that only the check of positions can find it.
        RedisBroker broker = opened(get(RedisBroker.connect(checking(proxy.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        proxy.deafen(true);
        Position lost = publish(speaker, "lobby", "lost on the way");
        eventually(() -> assertThat(hearing.checked).extracting(Head::position).contains(lost));
        assertThat(hearing.events).isEmpty();
        HistoryPage page = get(broker.rooms().history("lobby", HistoryQuery.after(0, 10, 10_000)));
        assertThat(page.events()).hasSize(1);
        assertThat(hearing.lost).hasValue(0);
    }

    @Test
    void a_Redis_that_has_gone_back_is_given_a_new_epoch_before_anything_is_published() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        publish(broker, "lobby", "one");
        for (String key : List.of("meta", "history")) {
            redis.call("COPY", "chatka:{lobby}:" + key, "chatka:{lobby}:older-" + key);
        }
        Position seen = publish(broker, "lobby", "two");
        eventually(() -> assertThat(hearing.events).hasSize(2));
        for (String key : List.of("meta", "history")) {
            redis.call("RENAME", "chatka:{lobby}:older-" + key, "chatka:{lobby}:" + key);
        }
        Position next = publish(broker, "lobby", "three");
        assertThat(next.epoch()).isNotEqualTo(seen.epoch());
        assertThat(next.seq()).isEqualTo(2);
        eventually(() -> assertThat(hearing.events).hasSize(3));
        HistoryPage page = get(broker.rooms().history("lobby", HistoryQuery.after(0, 10, 10_000)));
        assertThat(page.top()).isEqualTo(new Head(next.epoch(), 1, 2, seen));
        assertThat(page.events().stream().map(Event::seq)).containsExactly(1L, 2L);
    }

    @Test
    void a_Redis_that_has_gone_back_is_noticed_without_any_traffic() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(get(RedisBroker.connect(checking(redis.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        publish(broker, "lobby", "one");
        Position seen = publish(broker, "lobby", "two");
        redis.call("HSET", "chatka:{lobby}:meta", "seq", "1");
        eventually(() -> {
            assertThat(hearing.checked).isNotEmpty();
            Head last = hearing.checked.get(hearing.checked.size() - 1);
            assertThat(last.epoch()).isNotEqualTo(seen.epoch());
            assertThat(last.seq()).isEqualTo(1);
        });
    }

    @Test
    void a_history_that_is_ahead_of_its_room_is_dropped() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        publish(broker, "lobby", "one");
        publish(broker, "lobby", "two");
        redis.call("HSET", "chatka:{lobby}:meta", "seq", "0");
        assertThat(publish(broker, "lobby", "three").seq()).isEqualTo(1);
        HistoryPage page = get(broker.rooms().history("lobby", HistoryQuery.after(0, 10, 10_000)));
        assertThat(page.events()).hasSize(1);
    }

    @Test
    void a_room_that_Redis_has_lost_does_not_inherit_the_history_of_another_order() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Position before = publish(broker, "lobby", "one");
        publish(broker, "lobby", "two");
        redis.call("DEL", "chatka:{lobby}:meta");
        Position after = publish(broker, "lobby", "three");
        assertThat(after.seq()).isEqualTo(1);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        HistoryPage page = get(broker.rooms().history("lobby", HistoryQuery.after(0, 10, 10_000)));
        assertThat(page.events()).hasSize(1);
        assertThat(new String(page.events().get(0).json(), StandardCharsets.UTF_8))
                .contains("three");
    }

    @Test
    void a_Redis_that_is_out_of_memory_refuses_with_a_remedy_and_nothing_is_acknowledged() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Position before = publish(broker, "lobby", "one");
        redis.call("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> publish(broker, "lobby", "refused"))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("OOM")
                .hasMessageContaining("raise its maxmemory");
        redis.call("CONFIG", "SET", "maxmemory", "0");
        assertThat(publish(broker, "lobby", "two")).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void a_Redis_that_cannot_save_refuses_with_a_remedy_and_nothing_is_acknowledged() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Position before = publish(broker, "lobby", "one");
        redis.failToSave();
        assertThatThrownBy(() -> publish(broker, "lobby", "refused"))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("MISCONF")
                .hasMessageContaining("cannot save to disk");
        redis.call("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
        assertThat(publish(broker, "lobby", "two")).isEqualTo(new Position(before.epoch(), 2));
    }

    @Test
    void what_a_room_keeps_in_Redis_expires_with_its_history_and_its_keys() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        get(broker.rooms()
                .publish(
                        "lobby", new Publication("message", "\"text\":\"hi\"".getBytes(StandardCharsets.UTF_8), "k1")));
        assertThat(ttlMillis(redis, "chatka:{lobby}:history")).isBetween(540_000, 600_000);
        assertThat(ttlMillis(redis, "chatka:{lobby}:key:k1")).isBetween(240_000, 300_000);
    }

    @Test
    void what_a_room_has_in_Redis_expires_after_the_retention() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        publish(broker, "lobby", "hi");
        int ttl = Integer.parseInt(redis.call("TTL", "chatka:{lobby}:meta").substring(1));
        assertThat(ttl).isBetween(24 * 3_600 - 60, 24 * 3_600);
        get(broker.rooms().subscribe("quiet", new Hearing()));
        assertThat(redis.call("TTL", "chatka:{quiet}:meta")).isNotEqualTo(":-1");
    }

    @Test
    void the_last_listener_takes_the_subscription_in_Redis_away() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing one = subscribe(broker, "lobby");
        Hearing two = subscribe(broker, "lobby");
        broker.rooms().unsubscribe("lobby", one);
        assertThat(redis.call("PUBLISH", "chatka:0:{lobby}:events", "?")).isEqualTo(":1");
        broker.rooms().unsubscribe("lobby", two);
        eventually(() -> assertThat(redis.call("PUBLISH", "chatka:0:{lobby}:events", "?"))
                .isEqualTo(":0"));
    }

    private static int ttlMillis(RealRedis redis, String key) {
        return Integer.parseInt(redis.call("PTTL", key).substring(1));
    }
}
