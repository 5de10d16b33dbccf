package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.LeftCode;
import io.chatka.internal.protocol.ModerationFrames;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The rooms that one user has joined over one connection, or is joining. A replay begins when the
 * socket has room for it. On the connection's lane only.
 */
final class JoinedRooms {
    private final Client client;
    private User user;

    /** The room in the connection's address; null if there is none. */
    private final String ownRoom;

    private final Map<String, Membership> memberships = new HashMap<>(2);

    /** Made on first use: most connections only listen. */
    private LargeReplies largeReplies;

    JoinedRooms(Client client, User user, String ownRoom) {
        this.client = client;
        this.user = user;
        this.ownRoom = ownRoom;
    }

    LargeReplies largeReplies() {
        if (largeReplies == null) {
            largeReplies = new LargeReplies(
                    client.connection, client.chat.settings(), () -> client.self.tell(new UserActor.Relieved()));
        }
        return largeReplies;
    }

    /**
     * Returns the room that a command is about. If there is none, refuses the command and returns
     * null.
     */
    String room(CommandId id, String named) {
        String room = named != null ? named : ownRoom;
        if (room == null) {
            client.refuse(id, ErrorCode.BAD_FIELD, "\"room\" is missing; it may be left out only on /ws/{room}");
        }
        return room;
    }

    /** How many rooms are joined or being joined. */
    int size() {
        return memberships.size();
    }

    /** Null if the room is neither joined nor being joined. */
    Membership get(String room) {
        return memberships.get(room);
    }

    /** @param action called with each joined room */
    void forEachJoined(Consumer<String> action) {
        memberships.forEach((room, membership) -> {
            if (membership.room != null) {
                action.accept(room);
            }
        });
    }

    /**
     * Returns the membership that a command needs. Returns null if the command was refused, or
     * waits for the end of the join.
     */
    Membership membershipFor(ClientCommand command, String room) {
        Membership membership = memberships.get(room);
        if (membership == null) {
            client.refuse(command.id(), ErrorCode.NOT_JOINED, "you are not in room " + room + "; join it first");
            return null;
        }
        if (membership.room == null) {
            membership.keep(command);
            return null;
        }
        return membership;
    }

    void start(ClientCommand.Join join, String room, Rights rights) {
        Membership membership = new Membership(join, rights);
        memberships.put(room, membership);
        if (join.since() == null) {
            askToJoin(room, membership, 0);
        } else {
            largeReplies().addReplay(bytes -> askToJoin(room, membership, bytes));
        }
    }

    /** @param replay bytes that the socket has room for */
    private void askToJoin(String room, Membership membership, long replay) {
        ClientCommand.Join join = membership.join;
        membership.replay = replay;
        membership.asked = membership.rights;
        client.supervisor.tell(new ChatSupervisor.JoinRoom(
                room,
                new ChatRoomActor.Join(
                        client.self,
                        user,
                        membership.rights,
                        client.connection,
                        join.since(),
                        replay,
                        join.id(),
                        null)));
    }

    void replayTooLarge(UserActor.ReplayTooLarge tooLarge) {
        Membership membership = memberships.get(tooLarge.room());
        endReplay(membership);
        largeReplies().addReplay(tooLarge.bytes(), bytes -> askToJoin(tooLarge.room(), membership, bytes));
    }

    /** Returns the commands that waited for the join. */
    List<ClientCommand> joined(UserActor.Joined joined) {
        client.chat.meter().joined();
        client.done();
        Membership membership = memberships.get(joined.room());
        membership.room = joined.ref();
        if (!membership.rights.equals(membership.asked)) {
            joined.ref().tell(new ChatRoomActor.ChangeRights(client.self, membership.rights));
        }
        // A ban may have begun while the join was under way.
        expelIfBanned(membership, client.chat.sanctions().ban(user.id()));
        endReplay(membership);
        return membership.takeWaiting();
    }

    /** Returns the commands that waited for the join. */
    List<ClientCommand> joinFailed(UserActor.JoinFailed failed) {
        Membership membership = memberships.remove(failed.room());
        client.fail(failed.id(), failed.refusal());
        endReplay(membership);
        return membership.takeWaiting();
    }

    private void endReplay(Membership membership) {
        if (membership.replay > 0) {
            long replay = membership.replay;
            membership.replay = 0;
            largeReplies().ended(replay);
        }
    }

    void leave(ClientCommand.Leave leave, String room) {
        Membership left = memberships.remove(room);
        left.room.tell(new ChatRoomActor.Leave(client.self, leave.id()));
        client.done();
    }

    /** The room has removed the user; returns whether it was a member by what this side knows. */
    boolean expelled(String room) {
        Membership membership = memberships.get(room);
        // The user may have left, and be joining again.
        return membership != null && membership.room != null && memberships.remove(room) != null;
    }

    /** A ban or a mute in all rooms has begun or ended. */
    void sanctionChanged(ClusterSanctions.What what) {
        Sanction ban = client.chat.sanctions().ban(user.id());
        Sanction mute = client.chat.sanctions().mute(user.id());
        memberships.forEach((room, membership) -> {
            if (membership.room == null) {
                return;
            }
            if (what == ClusterSanctions.What.BAN) {
                expelIfBanned(membership, ban);
            } else if (mute == null) {
                client.connection.send(ModerationFrames.roomUnmuted(room));
            } else if (mute.kind() == Sanction.Kind.MUTE && mute.by().binds(membership.rights.rank())) {
                client.connection.send(ModerationFrames.roomMuted(room, mute.until(), mute.reason()));
            }
        });
    }

    private void expelIfBanned(Membership membership, Sanction ban) {
        if (ban != null && ban.by().binds(membership.rights.rank())) {
            membership.room.tell(new ChatRoomActor.Expel(client.self, LeftCode.BANNED, ban.reason()));
        }
    }

    /** The user has other grants or another role; the rooms that it is in hear of it. */
    void changeUser(User changed, Function<String, Rights> rights) {
        user = changed;
        memberships.forEach((room, membership) -> {
            Rights now = rights.apply(room);
            if (!now.equals(membership.rights)) {
                membership.rights = now;
                if (membership.room != null) {
                    membership.room.tell(new ChatRoomActor.ChangeRights(client.self, now));
                }
            }
        });
    }
}
