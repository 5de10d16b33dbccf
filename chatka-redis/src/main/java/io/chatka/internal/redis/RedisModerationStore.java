package io.chatka.internal.redis;

import io.chatka.internal.broker.ModerationStore;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XTrimArgs;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Messages that wait in one hash for each room, see held.lua, and records in one stream. */
final class RedisModerationStore implements ModerationStore {
    /** The field of a record. */
    private static final String RECORD = "record";

    private static final Pattern FIRST = Pattern.compile("0+-0+");

    private final Pipeline pipeline;
    private final Keys keys;
    private final KeptRooms kept;

    RedisModerationStore(Pipeline pipeline, Keys keys, KeptRooms kept) {
        this.pipeline = pipeline;
        this.keys = keys;
        this.kept = kept;
    }

    @Override
    public CompletionStage<Set<String>> holding() {
        return kept.holding();
    }

    @Override
    public CompletionStage<Boolean> hold(String room, String id, String message) {
        String[] names = {keys.held(room)};
        byte[][] arguments = {
            RoomScripts.bytes(id),
            RoomScripts.bytes(Long.toString(HELD_MILLIS)),
            RoomScripts.bytes(Integer.toString(MOST_HELD)),
            RoomScripts.bytes(message)
        };
        return pipeline.submit(
                arguments[3].length,
                commands -> commands.<Long>evalsha(Script.HELD.sha(), ScriptOutputType.INTEGER, names, arguments),
                kept -> kept == 1);
    }

    @Override
    public CompletionStage<Map<String, String>> held(String room) {
        return pipeline.submit(0, commands -> commands.hgetall(keys.held(room)), RedisModerationStore::waiting);
    }

    private static Map<String, String> waiting(Map<String, byte[]> fields) {
        Map<String, String> found = new HashMap<>();
        fields.forEach((id, value) -> {
            String text = text(value);
            int space = text.indexOf(' ');
            if (Long.parseLong(text.substring(0, space)) + HELD_MILLIS > System.currentTimeMillis()) {
                found.put(id, text.substring(space + 1));
            }
        });
        return found;
    }

    @Override
    public CompletionStage<String> take(String room, String id) {
        String[] names = {keys.held(room)};
        return pipeline.<byte[], String>submit(
                0,
                commands -> commands.evalsha(
                        Script.HELD.sha(),
                        ScriptOutputType.VALUE,
                        names,
                        RoomScripts.bytes(id),
                        RoomScripts.bytes(Long.toString(HELD_MILLIS))),
                taken -> taken == null ? null : text(taken));
    }

    @Override
    public CompletionStage<Void> append(Log log, String record) {
        byte[] bytes = RoomScripts.bytes(record);
        String oldest = Long.toString(System.currentTimeMillis() - RECORDS_MILLIS);
        return pipeline.<String, String>submit(
                        bytes.length,
                        commands -> commands.xadd(
                                keys.records(log),
                                XAddArgs.Builder.maxlen(MOST_RECORDS).exactTrimming(),
                                Map.of(RECORD, bytes)),
                        id -> id)
                .thenCompose(id -> pipeline.<Long, Void>submit(
                        0,
                        commands -> commands.xtrim(keys.records(log), new XTrimArgs().minId(oldest)),
                        trimmed -> null));
    }

    @Override
    public CompletionStage<List<Entry>> records(Log log, String before, int limit) {
        if (before != null && FIRST.matcher(before).matches()) {
            // Redis knows no range that ends before its first id.
            return CompletableFuture.completedFuture(List.of());
        }
        Range<String> range = before == null
                ? Range.unbounded()
                : Range.from(Range.Boundary.unbounded(), Range.Boundary.excluding(before));
        return pipeline.submit(
                0, commands -> commands.xrevrange(keys.records(log), range, Limit.from(limit)), found -> found.stream()
                        .map(entry ->
                                new Entry(entry.getId(), text(entry.getBody().get(RECORD))))
                        .toList());
    }

    static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
