package io.chatka.internal.actor;

import io.chatka.api.Grant;
import io.chatka.api.ModerationRecord;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.Removed;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Sender;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.broker.StateChanged;
import io.chatka.internal.broker.Tombstones;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.permission.Permissions;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.Act;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.MessageAuthor;
import io.chatka.internal.protocol.ModerationFrames;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Carries out what one user does as a moderator, or to its own messages. It talks to the broker
 * directly, since a moderator need not be in the room, and this node may not have it. Each act ends
 * in one {@link UserActor.Acted}. On the connection's lane; stages complete on any thread.
 */
final class Moderation {
    /** Messages of a user that are looked at for their rank before all of them are removed. */
    private static final int PAGE = 500;

    private static final int PAGE_BYTES = 1 << 20;
    private static final Refusal EQUAL = Refusal.of(
            ErrorCode.FORBIDDEN,
            "the user spoke in the same or a higher rank; delete its messages of lower rank one by one");

    private static final CompletionStage<Refusal> DONE = CompletableFuture.completedFuture(null);

    private final Client client;
    private final User user;

    Moderation(Client client, User user) {
        this.client = client;
        this.user = user;
    }

    void delete(ClientCommand.Delete command, String room, Rights rights) {
        record(
                command.id(),
                record(room, "delete", null, command.seq(), 0, command.reason()),
                () -> delete(room, rights, command));
    }

    void moderate(ClientCommand.Moderate command, String room, Rights rights) {
        record(
                command.id(),
                record(room, command.act()),
                () -> room.equals(Act.EVERYWHERE)
                        ? everywhere(command.act(), rights)
                        : act(room, rights, command.act()));
    }

    /** @param done what is recorded if the act succeeds */
    private void record(CommandId id, ModerationRecord done, Supplier<CompletionStage<Refusal>> act) {
        Stages.begin(act).whenComplete((refusal, failure) -> {
            client.self.tell(new UserActor.Acted(id, failure == null ? refusal : failed(failure)));
            if (failure == null && refusal == null) {
                client.chat.records().add(done);
            }
        });
    }

    private ModerationRecord record(String room, Act act) {
        long millis = 0;
        String reason = null;
        long seq = 0;
        String action = act.action();
        if (act instanceof Act.Mute mute) {
            millis = mute.millis();
            reason = mute.reason();
            action = mute.shadow() ? "shadow" : action;
        } else if (act instanceof Act.Ban ban) {
            millis = ban.millis();
            reason = ban.reason();
        } else if (act instanceof Act.Kick kick) {
            reason = kick.reason();
        } else if (act instanceof Act.Pin pin) {
            seq = pin.seq();
        } else if (act instanceof Act.Unpin unpin) {
            seq = unpin.seq();
        }
        long until = millis == 0 ? 0 : System.currentTimeMillis() + millis;
        return record(room, action, act.user(), seq, until, reason);
    }

    private ModerationRecord record(String room, String action, String whom, long seq, long until, String reason) {
        return new ModerationRecord(
                System.currentTimeMillis(),
                user.id(),
                "client",
                room,
                action,
                new ModerationRecord.About(whom, seq, until, reason));
    }

    private static Refusal failed(Throwable failure) {
        return Stages.cause(failure) instanceof PublishRefusedException refused
                ? Refusal.of(refused)
                : Refusal.of(BrokerFailures.code(failure), "it is unknown whether the act was carried out; try again");
    }

    private RoomBroker rooms() {
        return client.chat.broker().rooms();
    }

    // Deleting one message.

    private CompletionStage<Refusal> delete(String room, Rights rights, ClientCommand.Delete command) {
        long seq = command.seq();
        return rooms().history(room, new HistoryQuery(seq - 1, seq + 1, false, 1, PAGE_BYTES))
                .thenCompose(page -> delete(room, rights, command, page));
    }

    private CompletionStage<Refusal> delete(
            String room, Rights rights, ClientCommand.Delete command, HistoryPage page) {
        Event event = page.events().isEmpty() ? null : page.events().get(0);
        boolean otherEpoch =
                command.epoch() != null && !command.epoch().equals(page.top().epoch());
        if (event != null && !otherEpoch && event.kind().equals(EventKind.TOMBSTONE)) {
            return DONE;
        } else if (event == null || otherEpoch || !Tombstones.isMessage(event.kind())) {
            return refused(ErrorCode.NOT_FOUND, "the room does not keep a message at this place");
        }
        MessageAuthor author = MessageAuthor.of(event.json());
        if (!author.id().equals(user.id())) {
            if (!rights.has(Grant.MODERATE)) {
                return refused(ErrorCode.FORBIDDEN, "another's message needs the grant \"moderate\" in room " + room);
            } else if (!rights.rank().binds(Permissions.rankOf(author.role()))) {
                return refused(ErrorCode.FORBIDDEN, "a message of the same or a higher rank needs a higher one");
            }
        }
        // The message at a place never changes, except that its text is removed.
        return rooms().remove(
                        room,
                        new Removal.OfMessage(page.top().epoch(), event.seq()),
                        ModerationFrames.deleted(room, event.seq()))
                .thenApply(removed -> removed.outcome() == Removed.Outcome.NOT_FOUND
                        ? Refusal.of(ErrorCode.NOT_FOUND, "the room does not keep a message at this place")
                        : null);
    }

    // Acts of moderators.

    private CompletionStage<Refusal> act(String room, Rights rights, Act act) {
        Rank by = rights.rank();
        if (act instanceof Act.Clear clear) {
            return clear(room, clear.user(), by);
        } else if (act instanceof Act.Announce announce) {
            return announce(room, rights, announce);
        } else if (act instanceof Act.Ban ban && ban.delete()) {
            // What may be refused comes first, so that a refused act has done nothing.
            return findEqual(room, ban.user(), by, HistoryQuery.after(0, PAGE, PAGE_BYTES))
                    .thenCompose(found -> found ? refused(EQUAL) : change(room, change(act, by)))
                    .thenCompose(refusal -> refusal == null ? removeAll(room, ban.user()) : refused(refusal));
        }
        return change(room, change(act, by));
    }

    private static StateChange change(Act act, Rank by) {
        if (act instanceof Act.Mute mute) {
            Sanction.Kind kind = mute.shadow() ? Sanction.Kind.SHADOW_MUTE : Sanction.Kind.MUTE;
            return impose(kind, mute.user(), mute.millis(), mute.reason(), by);
        } else if (act instanceof Act.Unmute unmute) {
            return new StateChange.Lift(Sanction.Kind.MUTE, unmute.user());
        } else if (act instanceof Act.Kick kick) {
            return new StateChange.Kick(kick.user(), kick.reason(), by);
        } else if (act instanceof Act.Ban ban) {
            return impose(Sanction.Kind.BAN, ban.user(), ban.millis(), ban.reason(), by);
        } else if (act instanceof Act.Unban unban) {
            return new StateChange.Lift(Sanction.Kind.BAN, unban.user());
        } else if (act instanceof Act.Slow slow) {
            return new StateChange.Slow(slow.seconds());
        } else if (act instanceof Act.Speak speak) {
            return new StateChange.Speak(
                    switch (speak.who()) {
                        case EVERYONE -> Rank.GUEST;
                        case MEMBERS -> Rank.MEMBER;
                        case MODERATORS -> Rank.MODERATOR;
                    });
        } else if (act instanceof Act.Close) {
            return new StateChange.Close();
        } else if (act instanceof Act.Open) {
            return new StateChange.Open();
        } else if (act instanceof Act.Pin pin) {
            return new StateChange.Pin(pin.epoch(), pin.seq());
        } else if (act instanceof Act.Unpin unpin) {
            return new StateChange.Unpin(unpin.epoch(), unpin.seq());
        }
        throw new IllegalStateException("nothing handles " + act.getClass());
    }

    private static StateChange impose(Sanction.Kind kind, String user, long millis, String reason, Rank by) {
        long until = millis == 0 ? 0 : System.currentTimeMillis() + millis;
        return new StateChange.Impose(new Sanction(kind, user, until, reason, by));
    }

    /** An act in all rooms. */
    private CompletionStage<Refusal> everywhere(Act act, Rights rights) {
        if (rights.rank() != Rank.ADMIN) {
            return refused(ErrorCode.FORBIDDEN, "acts in all rooms need the role \"admin\"");
        }
        ClusterSanctions sanctions = client.chat.sanctions();
        StateChange change = change(act, Rank.ADMIN);
        CompletionStage<Void> done = change instanceof StateChange.Impose impose
                ? sanctions.impose(impose.sanction())
                : sanctions.lift(((StateChange.Lift) change).kind(), ((StateChange.Lift) change).user());
        return done.thenApply(nothing -> null);
    }

    private CompletionStage<Refusal> change(String room, StateChange change) {
        return rooms().change(room, change).thenApply(changed -> refusal(change, changed));
    }

    private static Refusal refusal(StateChange change, StateChanged changed) {
        return switch (changed.outcome()) {
            case CHANGED, UNCHANGED -> null;
            case NOT_FOUND ->
                Refusal.of(
                        ErrorCode.NOT_FOUND,
                        change instanceof StateChange.Pin
                                ? "the room does not keep a message at this place"
                                : "no message of this place is pinned");
            case TOO_MANY ->
                Refusal.of(
                        ErrorCode.FORBIDDEN,
                        change instanceof StateChange.Pin
                                ? "3 messages are pinned; unpin one first"
                                : "the room has too many sanctions; lift some first");
        };
    }

    /**
     * Removes all texts of a user, unless it said one of them in the same or a higher rank.
     *
     * @param by the rank of whoever removes them
     */
    private CompletionStage<Refusal> clear(String room, String whose, Rank by) {
        return findEqual(room, whose, by, HistoryQuery.after(0, PAGE, PAGE_BYTES))
                .thenCompose(found -> found ? refused(EQUAL) : removeAll(room, whose));
    }

    private CompletionStage<Refusal> removeAll(String room, String whose) {
        return rooms().remove(
                        room,
                        new Removal.OfAuthor(ModerationFrames.authorStart(room, whose)),
                        ModerationFrames.cleared(room, whose))
                .thenApply(removed -> null);
    }

    /** Whether the history has a message that the user said in this rank or a higher one. */
    private CompletionStage<Boolean> findEqual(String room, String whose, Rank by, HistoryQuery query) {
        if (whose.equals(user.id())) {
            return CompletableFuture.completedFuture(false);
        }
        byte[] start = ModerationFrames.authorStart(room, whose);
        return rooms().history(room, query).thenCompose(page -> {
            for (Event event : page.events()) {
                if (Tombstones.isMessage(event.kind())
                        && Tombstones.isBy(start, event.json())
                        && !by.binds(Permissions.rankOf(
                                MessageAuthor.of(event.json()).role()))) {
                    return CompletableFuture.completedFuture(true);
                }
            }
            if (!page.more()) {
                return CompletableFuture.completedFuture(false);
            }
            long last = page.events().get(page.events().size() - 1).seq();
            return findEqual(room, whose, by, HistoryQuery.after(last, PAGE, PAGE_BYTES));
        });
    }

    private CompletionStage<Refusal> announce(String room, Rights rights, Act.Announce announce) {
        byte[] author = Frames.author(room, user, rights.role(user), false);
        Sender sender = new Sender(user.id(), rights.rank());
        return rooms().publish(room, Frames.announcement(author, announce.text(), announce.data(), sender))
                .thenApply(receipt -> null);
    }

    private static CompletionStage<Refusal> refused(ErrorCode code, String message) {
        return refused(Refusal.of(code, message));
    }

    private static CompletionStage<Refusal> refused(Refusal refusal) {
        return CompletableFuture.completedFuture(refusal);
    }
}
