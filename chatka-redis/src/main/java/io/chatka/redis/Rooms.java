package io.chatka.redis;

import io.chatka.broker.Epochs;
import io.chatka.broker.Position;
import io.chatka.broker.Publication;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** What is asked of Redis about rooms. Any thread. */
final class Rooms {
    private final Pipeline pipeline;
    private final byte[] retentionMillis;

    /** With a count behind it, an epoch that no room ever had; cheaper than a random one for every event. */
    private final String epochs = Epochs.next();

    private final AtomicLong epochCount = new AtomicLong();

    Rooms(Pipeline pipeline, RedisSettings settings) {
        this.pipeline = pipeline;
        this.retentionMillis = bytes(Long.toString(settings.keyRetention().toMillis()));
    }

    CompletionStage<Position> publish(String room, Publication publication) {
        byte[] head = publication.head();
        byte[] tail = publication.tail();
        return call(
                Script.PUBLISH,
                room,
                head.length + tail.length,
                bytes(Keys.channel(room)),
                unusedEpoch(),
                retentionMillis,
                head,
                tail);
    }

    CompletionStage<Position> position(String room) {
        return call(Script.POSITION, room, 0, unusedEpoch(), retentionMillis);
    }

    void announce(String room, byte[] note) {
        byte[] envelope = Envelope.note(note);
        pipeline.submit(
                envelope.length, commands -> commands.publish(Keys.channel(room), envelope), receivers -> receivers);
    }

    private CompletionStage<Position> call(Script script, String room, int size, byte[]... arguments) {
        String[] keys = {Keys.meta(room)};
        return pipeline.submit(
                size,
                commands -> commands.<List<Object>>evalsha(script.sha(), ScriptOutputType.MULTI, keys, arguments),
                answer -> new Position(
                        new String((byte[]) answer.get(0), StandardCharsets.US_ASCII), (Long) answer.get(1)));
    }

    private byte[] unusedEpoch() {
        return bytes(epochs + Long.toString(epochCount.incrementAndGet(), Character.MAX_RADIX));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
