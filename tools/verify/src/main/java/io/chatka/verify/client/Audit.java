package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads the whole history of rooms, as far as the server keeps it, by a client of its own. Not in
 * the event loop.
 */
public final class Audit {
    private static final int PAGE = 100;
    /** A connection may be in 32 rooms. */
    private static final int AT_ONCE = 16;

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final World world;
    private final Client client;
    private final int depth;
    private final Map<String, Event.HistoryRead> found = new HashMap<>();
    private int open;
    private String failure;

    /** @param depth how many messages of a room are wanted at least */
    public Audit(World world, int depth) {
        this.world = world;
        this.client = world.ask(world::add);
        this.depth = depth;
    }

    /**
     * The histories of those rooms; without those of a server that keeps none.
     *
     * @throws IllegalStateException if they could not be read
     */
    public Map<String, Event.HistoryRead> read(List<String> rooms) {
        world.run(found::clear);
        for (int i = 0; i < rooms.size(); i += AT_ONCE) {
            List<String> batch = rooms.subList(i, Math.min(rooms.size(), i + AT_ONCE));
            world.run(() -> batch.forEach(client::join));
            await(() -> batch.stream().allMatch(client::in), "did not get into the rooms");
            world.run(() -> {
                failure = null;
                open = batch.size();
                batch.forEach(room -> page(room, 0, List.of()));
            });
            await(() -> open == 0, "did not get the histories");
            world.run(() -> batch.forEach(client::leave));
            await(() -> client.unsettled() == null, "could not leave");
        }
        return world.ask(() -> Map.copyOf(found));
    }

    private void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + PATIENCE_NANOS * world.slack();
        while (!world.ask(condition::getAsBoolean)) {
            String reason = world.ask(() -> failure);
            if (reason != null || System.nanoTime() > deadline) {
                String more = reason == null ? world.ask(() -> String.valueOf(client.unsettled())) : reason;
                throw new IllegalStateException("reads the histories and " + otherwise + ": " + more);
            }
            Pause.millis(2);
        }
    }

    /** Asks for the messages before a seq (0: for the newest), until it has enough or all. */
    private void page(String room, long before, List<Message> later) {
        ObjectNode command = Json.command("history", 0).put("limit", PAGE);
        if (before > 0) {
            command.put("before", before);
        }
        client.history(command, room, (reply, messages) -> {
            if (Json.isError(reply)) {
                refused(reply, () -> page(room, before, later));
                return;
            }
            List<Message> all = new ArrayList<>(messages);
            all.addAll(later);
            if (reply.path("more").asBoolean() && !messages.isEmpty() && all.size() < depth) {
                page(room, messages.get(0).seq(), all);
            } else {
                String epoch = reply.path("epoch").asText();
                Event.HistoryRead whole =
                        new Event.HistoryRead(world.recorder().now(), client.number(), room, epoch, all);
                world.recorder().record(whole);
                found.put(room, whole);
                open--;
            }
        });
    }

    private void refused(JsonNode reply, Runnable again) {
        if ("unknown_type".equals(reply.path("code").asText())) {
            open--; // a server without history
        } else if (reply.has("retryAfter")) {
            world.loop().schedule(again, reply.path("retryAfter").asLong(), TimeUnit.MILLISECONDS);
        } else {
            failure = reply.toString();
        }
    }
}
