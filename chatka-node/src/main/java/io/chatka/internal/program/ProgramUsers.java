package io.chatka.internal.program;

import io.chatka.Page;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Users;
import io.chatka.api.Act;
import io.chatka.api.ModerationRecord;
import io.chatka.api.RefusedException;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.Removed;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.moderation.Moderator;
import io.chatka.internal.protocol.ModerationFrames;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The users of a cluster, in the name of a caller. Thread-safe. */
final class ProgramUsers implements Users {
    private static final int PAGE = 500;

    private final Tools tools;
    private final Moderator caller;

    ProgramUsers(Tools tools, Moderator caller) {
        this.tools = tools;
        this.caller = caller;
    }

    @Override
    public CompletionStage<Reply<Page<Entry>>> list(String text, String after, int limit) {
        return tools.asking().users(text, after, ProgramOperations.limit(limit));
    }

    @Override
    public CompletionStage<Reply<Report>> find(String id) {
        return tools.asking().sessions(id).thenApply(found -> {
            Report there = found.value();
            Report report = new Report(
                    id,
                    there.name(),
                    there.role(),
                    there.connections(),
                    sanction(tools.sanctions().ban(id)),
                    sanction(tools.sanctions().mute(id)));
            return new Reply<>(report, found.missing());
        });
    }

    /** Null for none. */
    static Room.Sanction sanction(Sanction sanction) {
        if (sanction == null) {
            return null;
        }
        String kind =
                switch (sanction.kind()) {
                    case BAN -> "ban";
                    case MUTE -> "mute";
                    case SHADOW_MUTE -> "shadow";
                };
        return new Room.Sanction(kind, sanction.user(), sanction.until(), sanction.reason());
    }

    @Override
    public CompletionStage<Reply<Integer>> disconnect(String id, long reconnectMillis) {
        return tools.asking().disconnect(id, reconnectMillis).thenApply(closed -> {
            record("*", "disconnect", id, null);
            return closed;
        });
    }

    @Override
    public CompletionStage<Void> moderate(Act act) {
        if (!act.isPossibleEverywhere()) {
            throw new RefusedException(
                    "bad_field", "in all rooms there are mute, unmute, ban without delete, and unban");
        }
        return tools.acts().act(caller, Act.EVERYWHERE, act);
    }

    @Override
    public CompletionStage<Page<Room.Sanction>> sanctions(String after, int limit) {
        List<Sanction> found = tools.sanctions().page(after, ProgramOperations.limit(limit));
        String next = found.size() < limit ? null : found.get(found.size() - 1).user();
        return CompletableFuture.completedFuture(
                new Page<>(found.stream().map(ProgramUsers::sanction).toList(), next));
    }

    @Override
    public CompletionStage<Void> revoke(String id) {
        return tools.sanctions().revokeUser(id).thenRun(() -> record("*", "revoke", id, null));
    }

    @Override
    public CompletionStage<Void> revokeToken(String jti) {
        return tools.sanctions().revokeToken(jti).thenRun(() -> record("*", "revoke", null, "token " + jti));
    }

    @Override
    public CompletionStage<List<String>> erase(String id) {
        return tools.broker()
                .rooms()
                .refreshNames()
                .thenCompose(fresh -> erase(id, "", new TreeSet<>()))
                .thenCompose(done -> eraseHeld(id, done))
                .thenApply(rooms -> {
                    record("*", "erase", id, null);
                    return List.copyOf(rooms);
                });
    }

    /** Goes through all rooms with something kept, a page at a time and a room at a time. */
    private CompletionStage<Set<String>> erase(String id, String after, Set<String> done) {
        return tools.broker().rooms().names("", after, PAGE).thenCompose(rooms -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (String room : rooms) {
                all = all.thenCompose(previous -> eraseIn(room, id, done));
            }
            return all.thenCompose(ended -> rooms.size() < PAGE
                    ? CompletableFuture.completedFuture(done)
                    : erase(id, rooms.get(rooms.size() - 1), done));
        });
    }

    private CompletionStage<Void> eraseIn(String room, String id, Set<String> done) {
        Removal removal = new Removal.OfAuthor(ModerationFrames.authorStart(room, id));
        return tools.broker()
                .rooms()
                .remove(room, removal, ModerationFrames.cleared(room, id))
                .thenAccept(removed -> {
                    if (removed.outcome() == Removed.Outcome.REMOVED) {
                        done.add(room);
                    }
                });
    }

    private CompletionStage<Set<String>> eraseHeld(String id, Set<String> done) {
        return tools.broker().moderation().holding().thenCompose(rooms -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (String room : rooms) {
                all = all.thenCompose(previous -> tools.held().dropAll(room, id))
                        .thenAccept(dropped -> {
                            if (dropped > 0) {
                                done.add(room);
                            }
                        });
            }
            return all.thenApply(ended -> done);
        });
    }

    private void record(String room, String action, String user, String reason) {
        tools.records().add(caller, room, action, new ModerationRecord.About(user, 0, 0, reason));
    }
}
