package io.chatka.internal.redis;

import io.chatka.internal.broker.OccupancyStore;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** The nodes in one set, and the rooms of each in one of its own. */
final class RedisOccupancyStore implements OccupancyStore {
    private final Pipeline pipeline;
    private final Keys keys;

    RedisOccupancyStore(Pipeline pipeline, Keys keys) {
        this.pipeline = pipeline;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Void> change(String node, Collection<String> occupied, Collection<String> vacated) {
        CompletionStage<Void> entered = pipeline.<Long, Void>submit(
                0, commands -> commands.sadd(keys.nodes(), RoomScripts.bytes(node)), added -> null);
        CompletionStage<Void> added = occupied.isEmpty()
                ? entered
                : entered.thenCompose(done -> pipeline.<Long, Void>submit(
                        0, commands -> commands.sadd(keys.occupied(node), bytes(occupied)), any -> null));
        return vacated.isEmpty()
                ? added
                : added.thenCompose(done -> pipeline.<Long, Void>submit(
                        0, commands -> commands.srem(keys.occupied(node), bytes(vacated)), any -> null));
    }

    private static byte[][] bytes(Collection<String> rooms) {
        return rooms.stream().map(RoomScripts::bytes).toArray(byte[][]::new);
    }

    @Override
    public CompletionStage<Set<String>> nodes() {
        return pipeline.<Set<byte[]>, Set<String>>submit(
                0,
                commands -> commands.smembers(keys.nodes()),
                found -> found.stream().map(RedisModerationStore::text).collect(Collectors.toSet()));
    }

    @Override
    public CompletionStage<List<String>> take(String node) {
        return pipeline.<Long, Boolean>submit(
                        0, commands -> commands.srem(keys.nodes(), RoomScripts.bytes(node)), removed -> removed == 1)
                .thenCompose(ours -> ours ? rooms(node) : CompletableFuture.completedFuture(null));
    }

    private CompletionStage<List<String>> rooms(String node) {
        return pipeline.<Set<byte[]>, List<String>>submit(
                        0, commands -> commands.smembers(keys.occupied(node)), found -> found.stream()
                                .map(RedisModerationStore::text)
                                .sorted()
                                .toList())
                .thenCompose(rooms -> pipeline.<Long, List<String>>submit(
                        0, commands -> commands.del(keys.occupied(node)), deleted -> rooms));
    }
}
