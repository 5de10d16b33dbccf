package io.chatka.internal.program;

import io.chatka.Operations;
import io.chatka.Page;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Rooms;
import io.chatka.internal.fault.Stages;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@link Rooms} of a cluster. Thread-safe. */
final class ProgramRooms implements Rooms {
    private final Tools tools;
    private final Operations operations;

    ProgramRooms(Tools tools, Operations operations) {
        this.tools = tools;
        this.operations = operations;
    }

    @Override
    public CompletionStage<Reply<Page<Entry>>> list(String prefix, String after, int limit) {
        ProgramOperations.limit(limit);
        return tools.asking()
                .rooms(prefix, after, limit)
                .thenCombine(tools.broker().rooms().names(prefix, after, limit + 1), (open, kept) -> {
                    Merged<Entry> all =
                            new Merged<>(limit, Entry::name, (one, other) -> one.rules() != null ? one : other);
                    open.value().items().forEach(all::add);
                    kept.stream()
                            // What lies beyond the open rooms of this page belongs to a later one.
                            .filter(name -> open.value().next() == null
                                    || name.compareTo(open.value().next()) <= 0)
                            .forEach(name -> all.add(new Entry(name, 0, 0, 0, null)));
                    Page<Entry> page = all.page();
                    boolean more = page.next() != null || open.value().next() != null;
                    return new Reply<>(more ? new Page<>(page.items(), last(page)) : page, open.missing());
                });
    }

    @Override
    public CompletionStage<Reply<List<Entry>>> busiest(String prefix, By by, int limit) {
        return tools.asking().busiest(prefix, by, ProgramOperations.limit(limit));
    }

    @Override
    public CompletionStage<Set<String>> holding() {
        return tools.broker().moderation().holding();
    }

    private static String last(Page<Entry> page) {
        return page.items().get(page.items().size() - 1).name();
    }

    @Override
    public CompletionStage<List<Broadcast>> broadcast(List<String> rooms, Room.Post post) {
        List<Room> all = rooms.stream().map(operations::room).toList();
        return broadcast(all.iterator(), post, new ArrayList<>());
    }

    private CompletionStage<List<Broadcast>> broadcast(Iterator<Room> rooms, Room.Post post, List<Broadcast> done) {
        if (!rooms.hasNext()) {
            return CompletableFuture.completedFuture(done);
        }
        Room room = rooms.next();
        return Stages.begin(() -> room.say(post))
                .handle((posted, failure) -> done.add(new Broadcast(
                        room.name(),
                        posted,
                        failure == null ? null : Stages.cause(failure).getMessage())))
                .thenCompose(next -> broadcast(rooms, post, done));
    }
}
