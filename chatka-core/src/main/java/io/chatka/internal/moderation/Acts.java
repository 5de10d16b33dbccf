package io.chatka.internal.moderation;

import io.chatka.api.Act;
import io.chatka.api.Grant;
import io.chatka.api.ModerationRecord;
import io.chatka.api.RefusedException;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
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
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.MessageAuthor;
import io.chatka.internal.protocol.ModerationFrames;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Carries out the acts of moderators, and records those that succeed. It talks to the broker
 * directly, since this node need not have the room. A stage fails with {@link RefusedException} if
 * nothing was done, with {@link io.chatka.internal.broker.PublishRefusedException} if an announcement
 * may not be said, and as {@link io.chatka.internal.broker.Broker} says. Thread-safe.
 */
public final class Acts {
    /** Messages of a user that are looked at for their rank before all of them are removed. */
    private static final int PAGE = 500;

    private static final int PAGE_BYTES = 1 << 20;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final RoomBroker rooms;
    private final ClusterSanctions sanctions;
    private final Posts posts;
    private final ActRecords records;

    public Acts(RoomBroker rooms, ClusterSanctions sanctions, Posts posts, ActRecords records) {
        this.rooms = rooms;
        this.sanctions = sanctions;
        this.posts = posts;
        this.records = records;
    }

    /**
     * Takes the text of one message out of a room: a moderator's act, or of the message's author.
     *
     * @param epoch null for the present one
     * @param reason null for none
     */
    public CompletionStage<Void> delete(Moderator by, String room, long seq, String epoch, String reason) {
        return Stages.begin(() -> rooms.history(room, new HistoryQuery(seq - 1, seq + 1, false, 1, PAGE_BYTES)))
                .thenCompose(page -> delete(by, room, epoch, page))
                .thenRun(() -> records.add(by, room, "delete", new ModerationRecord.About(null, seq, 0, reason)));
    }

    private CompletionStage<Void> delete(Moderator by, String room, String epoch, HistoryPage page) {
        Event event = page.events().isEmpty() ? null : page.events().get(0);
        boolean otherEpoch = epoch != null && !epoch.equals(page.top().epoch());
        if (event != null && !otherEpoch && event.kind().equals(EventKind.TOMBSTONE)) {
            return DONE;
        } else if (event == null || otherEpoch || !Tombstones.isMessage(event.kind())) {
            return refused(ErrorCode.NOT_FOUND, "the room does not keep a message at this place");
        }
        MessageAuthor author = MessageAuthor.of(event.json());
        if (!author.id().equals(by.user().id())) {
            if (!by.rights().has(Grant.MODERATE)) {
                return refused(ErrorCode.FORBIDDEN, "another's message needs the grant \"moderate\" in room " + room);
            } else if (!by.rights().rank().binds(Permissions.rankOf(author.role()))) {
                return refused(ErrorCode.FORBIDDEN, "a message of the same or a higher rank needs a higher one");
            }
        }
        // The message at a place never changes, except that its text is removed.
        Removal removal = new Removal.OfMessage(page.top().epoch(), event.seq());
        return rooms.remove(room, removal, ModerationFrames.deleted(room, event.seq()))
                .thenCompose(removed -> removed.outcome() == Removed.Outcome.NOT_FOUND
                        ? refused(ErrorCode.NOT_FOUND, "the room does not keep a message at this place")
                        : DONE);
    }

    /** @param room {@link Act#EVERYWHERE} for an act in all rooms, which {@link Act#isPossibleEverywhere} */
    public CompletionStage<Void> act(Moderator by, String room, Act act) {
        return Stages.begin(() -> room.equals(Act.EVERYWHERE) ? everywhere(by, act) : carryOut(by, room, act))
                .thenRun(() -> records.add(
                        by, room, act instanceof Act.Mute mute && mute.shadow() ? "shadow" : act.action(), about(act)));
    }

    /** Keeps that a user points moderators at a message. */
    public CompletionStage<Void> report(Moderator by, String room, long seq, String reason) {
        ModerationRecord.About about = new ModerationRecord.About(null, seq, 0, reason);
        return records.report(
                new ModerationRecord(System.currentTimeMillis(), by.user().id(), by.door(), room, "report", about));
    }

    private static ModerationRecord.About about(Act act) {
        if (act instanceof Act.Mute mute) {
            return new ModerationRecord.About(mute.user(), 0, until(mute.millis()), mute.reason());
        } else if (act instanceof Act.Ban ban) {
            return new ModerationRecord.About(ban.user(), 0, until(ban.millis()), ban.reason());
        } else if (act instanceof Act.Kick kick) {
            return new ModerationRecord.About(kick.user(), 0, 0, kick.reason());
        } else if (act instanceof Act.Pin pin) {
            return new ModerationRecord.About(null, pin.seq(), 0, null);
        } else if (act instanceof Act.Unpin unpin) {
            return new ModerationRecord.About(null, unpin.seq(), 0, null);
        }
        return new ModerationRecord.About(act.user(), 0, 0, null);
    }

    private static long until(long millis) {
        return millis == 0 ? 0 : System.currentTimeMillis() + millis;
    }

    private CompletionStage<Void> carryOut(Moderator by, String room, Act act) {
        if (act instanceof Act.Clear clear) {
            return requireLower(by, room, clear.user()).thenCompose(allowed -> removeAll(room, clear.user()));
        } else if (act instanceof Act.Announce announce) {
            return announce(by, room, announce);
        } else if (act instanceof Act.Ban ban && ban.delete()) {
            // What may be refused comes first, so that a refused act has done nothing.
            return requireLower(by, room, ban.user())
                    .thenCompose(allowed -> change(room, change(act, by.rights().rank())))
                    .thenCompose(banned -> removeAll(room, ban.user()));
        }
        return change(room, change(act, by.rights().rank()));
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
        return new StateChange.Impose(new Sanction(kind, user, until(millis), reason, by));
    }

    private CompletionStage<Void> everywhere(Moderator by, Act act) {
        if (by.rights().rank() != Rank.ADMIN) {
            return refused(ErrorCode.FORBIDDEN, "acts in all rooms need the role \"admin\"");
        }
        StateChange change = change(act, Rank.ADMIN);
        return change instanceof StateChange.Impose impose
                ? sanctions.impose(impose.sanction())
                : sanctions.lift(((StateChange.Lift) change).kind(), ((StateChange.Lift) change).user());
    }

    private CompletionStage<Void> change(String room, StateChange change) {
        return rooms.change(room, change).thenCompose(changed -> ended(change, changed));
    }

    private static CompletionStage<Void> ended(StateChange change, StateChanged changed) {
        return switch (changed.outcome()) {
            case CHANGED, UNCHANGED -> DONE;
            case NOT_FOUND ->
                refused(
                        ErrorCode.NOT_FOUND,
                        change instanceof StateChange.Pin
                                ? "the room does not keep a message at this place"
                                : "no message of this place is pinned");
            case TOO_MANY ->
                refused(
                        ErrorCode.FORBIDDEN,
                        change instanceof StateChange.Pin
                                ? "3 messages are pinned; unpin one first"
                                : "the room has too many sanctions; lift some first");
        };
    }

    private CompletionStage<Void> removeAll(String room, String whose) {
        return rooms.remove(
                        room,
                        new Removal.OfAuthor(ModerationFrames.authorStart(room, whose)),
                        ModerationFrames.cleared(room, whose))
                .thenApply(removed -> null);
    }

    /** Refuses if the history has a message that the user said in the moderator's rank or a higher one. */
    private CompletionStage<Void> requireLower(Moderator by, String room, String whose) {
        return whose.equals(by.user().id())
                ? DONE
                : requireLower(by.rights().rank(), room, whose, HistoryQuery.after(0, PAGE, PAGE_BYTES));
    }

    private CompletionStage<Void> requireLower(Rank by, String room, String whose, HistoryQuery query) {
        byte[] start = ModerationFrames.authorStart(room, whose);
        return rooms.history(room, query).thenCompose(page -> {
            for (Event event : page.events()) {
                if (Tombstones.isMessage(event.kind())
                        && Tombstones.isBy(start, event.json())
                        && !by.binds(Permissions.rankOf(
                                MessageAuthor.of(event.json()).role()))) {
                    return refused(
                            ErrorCode.FORBIDDEN,
                            "the user spoke in the same or a higher rank; delete its messages of lower rank one by one");
                }
            }
            if (!page.more()) {
                return DONE;
            }
            long last = page.events().get(page.events().size() - 1).seq();
            return requireLower(by, room, whose, HistoryQuery.after(last, PAGE, PAGE_BYTES));
        });
    }

    private CompletionStage<Void> announce(Moderator by, String room, Act.Announce announce) {
        User user = by.user();
        User shown = new User(user.id(), user.name(), by.rights().role(user));
        Sender sender = new Sender(user.id(), by.rights().rank());
        return posts.publish(room, shown, new Posts.Content(announce.text(), announce.data(), true), null, sender)
                .thenApply(receipt -> null);
    }

    private static CompletionStage<Void> refused(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new RefusedException(code.wireName(), message));
    }
}
