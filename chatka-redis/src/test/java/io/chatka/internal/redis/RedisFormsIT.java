package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Topic;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What nodes write into Redis, to the byte, and what they read: nodes of layout
 * {@value Layout#VERSION} work together, whatever their version. A change that needs another
 * expectation here raises the layout.
 */
class RedisFormsIT {
    private static final String CHANNEL = "chatka:0:{lobby}:events";
    private static final String HISTORY = "chatka:{lobby}:history";
    private static final EventKind LATER = new EventKind(77);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Hearing hearing = new Hearing();
    private RealRedis redis;
    private RedisClient other;
    private RedisBroker broker;
    private Head start;

    @BeforeEach
    void start() {
        redis = RealRedis.start();
        broker = RedisTesting.connect(redis);
        start = get(broker.rooms().subscribe("lobby", hearing));
        other = RedisClient.create(redis.uri());
        var channel = other.connectPubSub();
        channel.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String name, String message) {
                heard.add(message);
            }
        });
        channel.sync().subscribe(CHANNEL);
    }

    @AfterEach
    void close() {
        other.shutdown();
        broker.close();
        redis.close();
    }

    @Test
    void a_message_is_written_in_the_form_that_the_first_version_of_the_layout_wrote() {
        publish(broker, "lobby", "hi");
        eventually(() -> assertThat(hearing.events).hasSize(1));
        String json = text(hearing.events.get(0));
        eventually(() -> assertThat(heard).containsExactly("e " + start.epoch() + " 1\n" + json));
        assertThat(entry("1-1")).isEqualTo(json);
        assertThat(redis.call("HLEN", "chatka:{lobby}:meta")).isEqualTo(":7");
    }

    @Test
    void a_note_is_written_in_the_form_that_the_first_version_of_the_layout_wrote() {
        broker.nodes().send(Topic.presence("lobby"), "hi".getBytes(StandardCharsets.US_ASCII));
        eventually(() -> assertThat(heard).containsExactly("n\nhi"));
    }

    @Test
    void a_message_of_the_first_version_of_the_layout_is_heard_and_read() {
        written("e " + start.epoch() + " 1\n{\"seq\":1}", "1-1", "{\"seq\":1}");
        eventually(() -> assertThat(hearing.events).hasSize(1));
        assertThat(hearing.events)
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Event(start.epoch(), 1, "{\"seq\":1}".getBytes(StandardCharsets.US_ASCII))));
        assertThat(read()).usingRecursiveComparison().isEqualTo(hearing.events);
    }

    @Test
    void an_event_of_another_kind_says_its_kind_on_the_channel_and_in_the_history() {
        byte[] fields = "\"target\":7".getBytes(StandardCharsets.US_ASCII);
        get(broker.rooms().publish("lobby", new Publication(LATER, "deleted", fields, null, null)));
        eventually(() -> assertThat(hearing.events).hasSize(1));
        String json = text(hearing.events.get(0));
        eventually(() -> assertThat(heard).containsExactly("k 77 " + start.epoch() + " 1\n" + json));
        assertThat(entry("1-77")).isEqualTo(json);
    }

    @Test
    void an_event_of_a_kind_that_only_a_newer_node_knows_takes_its_place_and_is_no_stray() {
        publish(broker, "lobby", "one");
        written("k 77 " + start.epoch() + " 2\n{\"seq\":2}", "2-77", "{\"seq\":2}");
        publish(broker, "lobby", "three");
        eventually(() -> assertThat(hearing.seqs()).containsExactly(1L, 2L, 3L));
        assertThat(hearing.events.stream().map(Event::kind))
                .containsExactly(EventKind.MESSAGE, LATER, EventKind.MESSAGE);
        assertThat(read()).usingRecursiveComparison().isEqualTo(hearing.events);
        assertThat(broker.strays()).isZero();
    }

    @Test
    void a_damaged_form_is_a_stray() {
        redis.call("PUBLISH", CHANNEL, "k 0 " + start.epoch() + " 1\n{}");
        redis.call("PUBLISH", CHANNEL, "k 77" + start.epoch() + "\n{}");
        eventually(() -> assertThat(broker.strays()).isEqualTo(2));
        assertThat(hearing.events).isEmpty();
    }

    /** Publishes an event as another node does. */
    private void written(String envelope, String id, String json) {
        redis.call("HINCRBY", "chatka:{lobby}:meta", "seq", "1");
        redis.call("XADD", HISTORY, id, Long.toString(System.currentTimeMillis()), json);
        redis.call("PUBLISH", CHANNEL, envelope);
    }

    private List<Event> read() {
        return get(broker.rooms().history("lobby", HistoryQuery.after(0, 10, 10_000)))
                .events();
    }

    private String entry(String id) {
        return redis.call("EVAL", "return redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1][2][2]", "1", HISTORY, id);
    }

    private static String text(Event event) {
        return new String(event.json(), StandardCharsets.UTF_8);
    }
}
