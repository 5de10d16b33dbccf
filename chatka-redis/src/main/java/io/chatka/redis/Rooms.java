package io.chatka.redis;

import io.chatka.broker.Epochs;
import io.chatka.broker.Event;
import io.chatka.broker.HistoryPage;
import io.chatka.broker.HistoryQuery;
import io.chatka.broker.HistorySettings;
import io.chatka.broker.Position;
import io.chatka.broker.Publication;
import io.chatka.broker.Receipt;
import io.chatka.broker.Retention;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** What is asked of Redis about rooms. Any thread. */
final class Rooms {
    private static final byte[] ONE = bytes("1");
    private static final byte[] ZERO = bytes("0");

    private final Pipeline pipeline;
    private final Keys keys;
    private final HistorySettings history;
    private final byte[] retentionMillis;
    private final byte[] keyMillis;

    /** With a count behind it, an epoch that no room ever had; cheaper than a random one for every event. */
    private final String epochs = Epochs.next();

    private final AtomicLong epochCount = new AtomicLong();

    Rooms(Pipeline pipeline, RedisSettings settings) {
        this.pipeline = pipeline;
        this.keys = settings.keys();
        this.history = settings.history();
        this.retentionMillis = number(
                Math.max(settings.keyRetention().toMillis(), history.longest().toMillis()));
        this.keyMillis = number(Math.max(1, history.keyWindow().toMillis()));
    }

    /** @param known where the room is known to have been, or null */
    CompletionStage<Receipt> publish(String room, Publication publication, Position known) {
        byte[] head = publication.head();
        byte[] tail = publication.tail();
        String key = publication.key();
        Retention retention = history.retention().apply(room);
        String[] names = key == null
                ? new String[] {keys.meta(room), keys.history(room)}
                : new String[] {keys.meta(room), keys.history(room), keys.key(room, key)};
        return call(
                Script.PUBLISH,
                names,
                head.length + tail.length,
                answer -> new Receipt(position(answer), (Long) answer.get(2) == 1),
                bytes(keys.channel(room)),
                unusedEpoch(),
                retentionMillis,
                head,
                tail,
                epoch(known),
                seq(known),
                number(retention.keepsNothing() ? 0 : retention.messages()),
                number(Math.max(1, retention.time().toMillis())),
                keyMillis);
    }

    /** @param known where the room is known to have been, or null */
    CompletionStage<Position> position(String room, Position known) {
        return call(
                Script.POSITION,
                new String[] {keys.meta(room), keys.history(room)},
                0,
                Rooms::position,
                unusedEpoch(),
                retentionMillis,
                epoch(known),
                seq(known));
    }

    CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
        Retention retention = history.retention().apply(room);
        // Nothing is before the first, and a stream has no id 0.
        boolean nothing = query.before() <= query.after() + 1 || query.after() == Long.MAX_VALUE;
        return call(
                Script.HISTORY,
                new String[] {keys.meta(room), keys.history(room)},
                0,
                answer -> page(answer, query.newestFirst()),
                unusedEpoch(),
                retentionMillis,
                number(nothing ? Long.MAX_VALUE : query.after() + 1),
                nothing || query.before() != Long.MAX_VALUE
                        ? number(nothing ? Long.MAX_VALUE : query.before() - 1)
                        : bytes("+"),
                query.newestFirst() ? ONE : ZERO,
                number(query.limit()),
                number(query.maxBytes()),
                number(retention.keepsNothing() ? 0 : retention.time().toMillis()));
    }

    void announce(String room, byte[] note) {
        byte[] envelope = Envelope.note(note);
        pipeline.submit(
                envelope.length, commands -> commands.publish(keys.channel(room), envelope), receivers -> receivers);
    }

    private <T> CompletionStage<T> call(
            Script script, String[] names, int size, Function<List<Object>, T> meaning, byte[]... arguments) {
        return pipeline.submit(
                size,
                commands -> commands.<List<Object>>evalsha(script.sha(), ScriptOutputType.MULTI, names, arguments),
                meaning);
    }

    private static Position position(List<Object> answer) {
        return new Position(ascii(answer.get(0)), (Long) answer.get(1));
    }

    private static HistoryPage page(List<Object> answer, boolean newestFirst) {
        Position top = position(answer);
        List<Event> events = new ArrayList<>();
        for (int i = 3; i < answer.size(); i += 2) {
            events.add(new Event(top.epoch(), Long.parseLong(ascii(answer.get(i))), (byte[]) answer.get(i + 1)));
        }
        if (newestFirst) {
            Collections.reverse(events);
        }
        return new HistoryPage(top, events, (Long) answer.get(2) == 1);
    }

    private byte[] unusedEpoch() {
        return bytes(epochs + Long.toString(epochCount.incrementAndGet(), Character.MAX_RADIX));
    }

    private static byte[] epoch(Position known) {
        return bytes(known == null ? "" : known.epoch());
    }

    private static byte[] seq(Position known) {
        return known == null ? ZERO : number(known.seq());
    }

    private static String ascii(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] number(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
