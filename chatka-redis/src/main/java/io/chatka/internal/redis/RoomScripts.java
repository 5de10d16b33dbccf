package io.chatka.internal.redis;

import io.chatka.internal.broker.Epochs;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Retention;
import io.chatka.internal.broker.Sender;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Calls the scripts that publish to rooms and read them. Any thread. */
final class RoomScripts {
    private static final byte[] ONE = bytes("1");
    private static final byte[] ZERO = bytes("0");

    /**
     * The lengths of answers to publishing if the key was known, and if the sender may not speak;
     * other answers begin with the head.
     */
    private static final int KNOWN_KEY = 2;

    private static final int REFUSED = 3;
    private static final int HEAD = 7;
    private static final int COMMON_ARGUMENTS = 7;

    private final Pipeline pipeline;
    private final Keys keys;
    private final Function<String, TopicFeed> feeds;
    private final HistorySettings history;
    private final byte[] retentionMillis;
    private final byte[] keyMillis;

    /**
     * The start of new epochs; a count follows, which is cheaper than a random name for each event.
     */
    private final String epochs = Epochs.next();

    private final AtomicLong epochCount = new AtomicLong();

    /** The Redis process of the current connection, or empty. Belongs to the loop. */
    private String run = "";

    /** @param feeds finds the feed of a room, or null if nobody on this node listens to it */
    RoomScripts(Pipeline pipeline, RedisSettings settings, Function<String, TopicFeed> feeds) {
        this.feeds = feeds;
        this.pipeline = pipeline;
        this.keys = settings.keys();
        this.history = settings.history();
        this.retentionMillis = number(
                Math.max(settings.keyRetention().toMillis(), history.longest().toMillis()));
        this.keyMillis = number(Math.max(1, history.keyWindow().toMillis()));
    }

    /** The Redis process of the last connection, or empty. On the loop. */
    String run() {
        return run;
    }

    /** On the loop, before the connection gets any command. */
    void connected(String process) {
        run = process;
    }

    CompletionStage<Receipt> publish(String room, Publication publication) {
        byte[] head = publication.head();
        byte[] tail = publication.tail();
        String key = publication.key();
        Retention retention = history.retention().apply(room);
        String[] names =
                key == null ? names(room) : new String[] {keys.meta(room), keys.history(room), keys.key(room, key)};
        List<byte[]> arguments = new ArrayList<>(9);
        arguments.add(bytes(keys.channel(room)));
        arguments.add(head);
        arguments.add(tail);
        arguments.add(kept(retention));
        arguments.add(keptMillis(retention));
        arguments.add(keyMillis);
        Sender sender = publication.sender();
        if (sender != null || !publication.kind().equals(EventKind.MESSAGE)) {
            arguments.add(number(publication.kind().code()));
        }
        if (sender != null) {
            arguments.add(number(sender.rank().ordinal()));
            arguments.add(bytes(sender.user()));
        }
        return call(
                Script.PUBLISH,
                room,
                names,
                head.length + tail.length,
                answer -> receipt(room, answer),
                arguments.toArray(byte[][]::new));
    }

    private Receipt receipt(String room, List<Object> answer) {
        if (answer.size() == KNOWN_KEY) {
            return new Receipt(new Position(ascii(answer.get(0)), (Long) answer.get(1)), true);
        } else if (answer.size() == REFUSED) {
            String because = new String((byte[]) answer.get(2), StandardCharsets.UTF_8);
            throw new PublishRefusedException(
                    PublishRefusedException.Reason.valueOf(ascii(answer.get(0))),
                    (Long) answer.get(1),
                    because.isEmpty() ? null : because);
        }
        return new Receipt(head(room, answer).position(), false);
    }

    /** How many events the scripts keep. */
    static byte[] kept(Retention retention) {
        return number(retention.keepsNothing() ? 0 : retention.messages());
    }

    /** For how long, in milliseconds. */
    static byte[] keptMillis(Retention retention) {
        return number(Math.max(1, retention.time().toMillis()));
    }

    CompletionStage<Head> position(String room) {
        return call(Script.POSITION, room, names(room), 0, answer -> head(room, answer));
    }

    CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
        Retention retention = history.retention().apply(room);
        // The bounds of an empty range may be negative or overflow, which Redis refuses.
        boolean nothing = query.before() <= query.after() + 1 || query.after() == Long.MAX_VALUE;
        return call(
                Script.HISTORY,
                room,
                names(room),
                0,
                answer -> page(room, answer, query.newestFirst()),
                number(nothing ? Long.MAX_VALUE : query.after() + 1),
                nothing || query.before() != Long.MAX_VALUE
                        ? number(nothing ? Long.MAX_VALUE : query.before() - 1)
                        : bytes("+"),
                query.newestFirst() ? ONE : ZERO,
                number(query.limit()),
                number(query.maxBytes()),
                number(retention.keepsNothing() ? 0 : retention.time().toMillis()));
    }

    /** The keys of every script about a room. */
    String[] names(String room) {
        return new String[] {keys.meta(room), keys.history(room)};
    }

    /** @param own the script's own arguments, after the common ones: see {@code room.lua} */
    <T> CompletionStage<T> call(
            Script script, String room, String[] names, int size, Function<List<Object>, T> meaning, byte[]... own) {
        byte[][] arguments = new byte[COMMON_ARGUMENTS + own.length][];
        System.arraycopy(own, 0, arguments, COMMON_ARGUMENTS, own.length);
        arguments[0] = bytes(epochs + Long.toString(epochCount.incrementAndGet(), Character.MAX_RADIX));
        arguments[1] = retentionMillis;
        return pipeline.submit(
                size,
                commands -> {
                    fillInSeen(room, arguments);
                    return commands.<List<Object>>evalsha(script.sha(), ScriptOutputType.MULTI, names, arguments);
                },
                meaning);
    }

    /**
     * Called on the loop, directly before the command is sent: what the node has seen, and of which
     * Redis, has to match the connection that sends it.
     */
    private void fillInSeen(String room, byte[][] arguments) {
        TopicFeed feed = feeds.apply(room);
        SeenPosition seen = feed == null ? SeenPosition.NONE : feed.seen;
        arguments[2] = bytes(run);
        arguments[3] = bytes(seen.epoch());
        arguments[4] = number(seen.seq());
        arguments[5] = number(seen.life());
        arguments[6] = seen.elsewhere(run) ? ONE : ZERO;
    }

    private Head head(String room, List<Object> answer) {
        String before = ascii(answer.get(4));
        Head head = new Head(
                ascii(answer.get(0)),
                (Long) answer.get(2),
                (Long) answer.get(1),
                before.isEmpty() ? null : new Position(before, (Long) answer.get(5)),
                (Long) answer.get(6));
        TopicFeed feed = feeds.apply(room);
        return feed == null ? head : feed.saw(head, (Long) answer.get(3), run);
    }

    private HistoryPage page(String room, List<Object> answer, boolean newestFirst) {
        Head top = head(room, answer);
        List<Event> events = new ArrayList<>();
        for (int i = HEAD + 1; i < answer.size(); i += 2) {
            events.add(event(top.epoch(), ascii(answer.get(i)), (byte[]) answer.get(i + 1)));
        }
        if (newestFirst) {
            Collections.reverse(events);
        }
        return new HistoryPage(top, events, (Long) answer.get(HEAD) == 1);
    }

    /** @param id of the stream's entry: SEQ-KIND */
    private static Event event(String epoch, String id, byte[] json) {
        int dash = id.indexOf('-');
        int code = Integer.parseInt(id, dash + 1, id.length(), 10);
        EventKind kind = code == EventKind.MESSAGE.code() ? EventKind.MESSAGE : new EventKind(code);
        return new Event(epoch, Long.parseLong(id, 0, dash, 10), kind, json);
    }

    static String ascii(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }

    static byte[] number(long number) {
        return bytes(Long.toString(number));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
