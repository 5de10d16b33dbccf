package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import io.chatka.api.Policy;
import io.chatka.api.Session;
import io.chatka.api.User;
import io.chatka.internal.actor.UserActor.Command;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.MembersNote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The client acts for a user. Carries out its commands, as far as the {@link Policy} and the limits
 * allow.
 */
final class OpenSession extends SessionState {
    private final Session session;
    private User user;
    private final JoinedRooms rooms;

    private final SessionToken token;
    private final CommandGate gate;

    /** Made on first use: most connections only listen. */
    private UserLimits limits;

    /** Made on first use. */
    private Moderation moderation;

    /** Whether the client may say hello: the session was opened without. */
    private boolean helloAwaited;

    /** The session in the events for the application's observer; null if there is no observer. */
    private final Session observed;

    /** Why the socket was closed; null while it is open, and if the connection broke. */
    private CloseCode closed;

    /** @param hello gets its {@code ok} after the welcome; null if there was none */
    static OpenSession begin(Client client, Identity identity, Credentials credentials, ClientCommand.Hello hello) {
        User user = identity.user();
        Session session = new Session(Identities.session(), user, credentials.address());
        OpenSession open = new OpenSession(client, session, identity.token(), credentials.room());

        client.connection.sessionOpened();
        client.connection.send(Welcome.frame(client, session.id(), user, open.token.expiresIn()));
        if (open.observed != null) {
            open.observer().connected(session);
        }
        open.helloAwaited = hello == null;
        if (hello != null) {
            client.acknowledge(hello.id());
        }
        String room = credentials.room();
        if (room != null) {
            ClientCommand.Join join = new ClientCommand.Join(null, room, null);
            Rights rights = open.rightsIn(room);
            if (open.gate.mayDo(user, join, room, rights)) {
                open.rooms.start(join, room, rights);
            }
        }
        return open;
    }

    private static boolean isGuest(User user) {
        return user.role().equals(Identities.GUEST_ROLE);
    }

    void closeWhenExpired(ActorContext<Command> context) {
        token.closeWhenExpired(context);
    }

    private OpenSession(Client client, Session session, Authentication.Token token, String ownRoom) {
        super(client);
        this.session = session;
        this.user = session.user();
        this.token = new SessionToken(client, token);
        this.gate = new CommandGate(client);
        this.rooms = new JoinedRooms(client, user, ownRoom);
        this.observed = observer() == null ? null : session;
    }

    @Override
    Behavior<Command> handle(ActorContext<Command> context, Command message) {
        if (message instanceof UserActor.FromClient from) {
            onCommand(from.command());
        } else if (message instanceof UserActor.Published published) {
            onPublished(published);
        } else if (message instanceof UserActor.Joined joined) {
            onJoined(joined);
        } else if (message instanceof UserActor.JoinFailed failed) {
            rooms.joinFailed(failed).forEach(this::onCommand);
        } else if (message instanceof UserActor.Failed failed) {
            client.fail(failed.id(), failed.refusal());
        } else if (message instanceof UserActor.Held held) {
            onHeld(held.id());
        } else if (message instanceof UserActor.Acted acted) {
            onActed(acted);
        } else if (message instanceof UserActor.Told told) {
            client.connection.send(told.utf8());
        } else if (message instanceof UserActor.TokenExpired expired) {
            token.onExpired(context, expired.token());
        } else if (message instanceof UserActor.SanctionChanged change) {
            onSanctionChanged(change);
        } else if (message instanceof UserActor.Refreshed refreshed) {
            User changed = token.onRefreshed(context, refreshed, user);
            if (changed != null) {
                user = changed;
                rooms.changeUser(user, this::rightsIn);
            }
        } else if (message instanceof UserActor.Expelled expelled) {
            onExpelled(expelled.room());
        } else if (message instanceof UserActor.HistoryFound found) {
            onHistoryFound(found);
        } else if (message instanceof UserActor.MembersListed listed) {
            client.connection.send(Frames.members(listed.id()), listed.page());
            client.done();
        } else if (message instanceof UserActor.HistoryFailed failed) {
            onHistoryFailed(failed);
        } else if (message instanceof UserActor.ReplayTooLarge tooLarge) {
            rooms.replayTooLarge(tooLarge);
        } else if (message instanceof UserActor.Relieved) {
            rooms.largeReplies().relieved();
        } else if (message instanceof UserActor.Malformed malformed) {
            ClientException error = malformed.error();
            client.refuse(error.id(), error.code(), error.getMessage());
        } else if (message instanceof UserActor.Describe describe) {
            List<String> joined = new ArrayList<>();
            rooms.forEachJoined(joined::add);
            describe.answer()
                    .complete(new Here.SessionInfo(
                            session.id(), user, session.address(), joined, limits == null ? 0 : limits.reached()));
        } else if (message instanceof UserActor.Disconnected disconnected) {
            closed = disconnected.why();
            return Behaviors.stopped();
        } else {
            return null;
        }
        return Behaviors.same();
    }

    private void onCommand(ClientCommand command) {
        if (command instanceof ClientCommand.Say say) {
            onSay(say);
        } else if (command instanceof ClientCommand.Ping ping) {
            client.done(Frames.pong(ping.id()));
        } else if (command instanceof ClientCommand.Join join) {
            onJoin(join);
        } else if (command instanceof ClientCommand.Leave leave) {
            onLeave(leave);
        } else if (command instanceof ClientCommand.History history) {
            onHistory(history);
        } else if (command instanceof ClientCommand.Delete delete) {
            act(delete, delete.room(), Rated.ACTS, (room, rights) -> moderation()
                    .delete(delete, room, rights));
        } else if (command instanceof ClientCommand.Moderate moderate) {
            act(moderate, moderate.room(), Rated.ACTS, (room, rights) -> moderation()
                    .moderate(moderate, room, rights));
        } else if (command instanceof ClientCommand.Report report) {
            act(report, report.room(), Rated.REPORTS, (room, rights) -> report(report, room, rights));
        } else if (command instanceof ClientCommand.Typing typing) {
            onTyping(typing);
        } else if (command instanceof ClientCommand.Members members) {
            onMembers(members);
        } else if (command instanceof ClientCommand.Refresh refresh) {
            token.refresh(refresh, session.address());
        } else if (command instanceof ClientCommand.Hello hello) {
            onHello(hello);
        } else {
            throw new IllegalStateException("nothing handles " + command.getClass());
        }
    }

    /** The handshake may have opened the session; then the client may still say hello once. */
    private void onHello(ClientCommand.Hello hello) {
        boolean wantsAnother = hello.token() != null && isGuest(user);
        if (helloAwaited && !wantsAnother) {
            client.acknowledge(hello.id());
        } else {
            client.refuse(
                    hello.id(),
                    ErrorCode.ALREADY_IDENTIFIED,
                    "this session already belongs to " + user.name() + "; open another connection for another name");
        }
        helloAwaited = false;
    }

    private void onJoin(ClientCommand.Join join) {
        String room = rooms.room(join.id(), join.room());
        if (room == null) {
            return;
        }
        Membership membership = rooms.get(room);
        if (membership != null && membership.room == null) {
            membership.keep(join);
        } else if (membership != null) {
            client.acknowledge(join.id());
        } else {
            Rights rights = rightsIn(room);
            if (gate.mayDo(user, join, room, rights)
                    && gate.within(join.id(), limits().join(rooms.size(), join.since() != null))) {
                rooms.start(join, room, rights);
            }
        }
    }

    private void onJoined(UserActor.Joined joined) {
        List<ClientCommand> waited = rooms.joined(joined);
        if (observed != null) {
            observer().joined(observed, joined.room());
        }
        waited.forEach(this::onCommand);
    }

    private void onLeave(ClientCommand.Leave leave) {
        String room = rooms.room(leave.id(), leave.room());
        if (room != null && rooms.membershipFor(leave, room) != null) {
            rooms.leave(leave, room);
            if (observed != null) {
                observer().left(observed, room);
            }
        }
    }

    private void onSay(ClientCommand.Say say) {
        String room = rooms.room(say.id(), say.room());
        Membership membership = room == null ? null : rooms.membershipFor(say, room);
        if (membership != null
                && gate.mayDo(user, say, room, membership.rights)
                && gate.within(say.id(), limits().say(say))) {
            client.connection.lane().meter().said(user.id());
            membership.room.tell(new ChatRoomActor.Say(client.self, say.text(), say.data(), say.key(), say.id()));
        }
    }

    private void onHistory(ClientCommand.History history) {
        String room = rooms.room(history.id(), history.room());
        Membership membership = room == null ? null : rooms.membershipFor(history, room);
        if (membership == null
                || !gate.mayDo(user, history, room, membership.rights)
                || !gate.within(history.id(), limits().take(Rated.HISTORIES))) {
            return;
        }
        ChatSettings.Page page = client.chat.settings().page();
        int limit = history.limit() == 0 ? page.messages() : Math.min(history.limit(), page.messages());
        rooms.largeReplies()
                .addPage(bytes -> membership.room.tell(new ChatRoomActor.FetchHistory(
                        client.self,
                        new HistoryQuery(history.after(), history.before(), history.newestFirst(), limit, (int) bytes),
                        history.id())));
    }

    private void onMembers(ClientCommand.Members members) {
        String room = rooms.room(members.id(), members.room());
        Membership membership = room == null ? null : rooms.membershipFor(members, room);
        if (membership != null
                && gate.mayDo(user, members, room, membership.rights)
                && gate.within(members.id(), limits().take(Rated.MEMBERS))) {
            int limit = members.limit() == 0 ? MembersNote.MOST : Math.min(members.limit(), MembersNote.MOST);
            membership.room.tell(new ChatRoomActor.ListMembers(client.self, members.after(), limit, members.id()));
        }
    }

    private void onTyping(ClientCommand.Typing typing) {
        String room = rooms.room(typing.id(), typing.room());
        Membership membership = room == null ? null : rooms.membershipFor(typing, room);
        if (membership != null && gate.mayDo(user, typing, room, membership.rights)) {
            membership.room.tell(new ChatRoomActor.Typing(client.self));
            client.acknowledge(typing.id());
        }
    }

    private void onPublished(UserActor.Published published) {
        if (published.id() == null) {
            client.done();
        } else {
            client.done(Frames.ok(published.id(), published.receipt()));
        }
    }

    private void onHeld(CommandId id) {
        if (id == null) {
            client.done();
        } else {
            client.done(Frames.held(id));
        }
    }

    private void onHistoryFound(UserActor.HistoryFound found) {
        client.connection.send(Frames.history(found.id()), found.page());
        client.done();
        rooms.largeReplies().ended(rooms.largeReplies().page());
    }

    private void onHistoryFailed(UserActor.HistoryFailed failed) {
        client.fail(failed.id(), failed.code(), failed.message());
        rooms.largeReplies().ended(rooms.largeReplies().page());
    }

    /** Something that a client may do without being a member of the room. */
    private void act(ClientCommand command, String named, Rated rated, BiConsumer<String, Rights> act) {
        String room = rooms.room(command.id(), named);
        if (room == null) {
            return;
        }
        Rights rights = rightsIn(room);
        if (gate.mayDo(user, command, room, rights) && gate.within(command.id(), limits().take(rated))) {
            act.accept(room, rights);
        }
    }

    private void report(ClientCommand.Report report, String room, Rights rights) {
        if (observed != null) {
            observer().reported(observed, room, report.seq(), report.reason());
        }
        moderation().report(report, room, rights);
    }

    private void onActed(UserActor.Acted acted) {
        if (acted.refusal() == null) {
            client.acknowledge(acted.id());
        } else {
            client.fail(acted.id(), acted.refusal());
        }
    }

    private void onSanctionChanged(UserActor.SanctionChanged change) {
        switch (change.what()) {
            case BAN, MUTE -> rooms.sanctionChanged(change.what());
            case REVOKED_USER, REVOKED_TOKEN -> token.onRevoked(change, user);
        }
    }

    private void onExpelled(String room) {
        if (rooms.expelled(room) && observed != null) {
            observer().left(observed, room);
        }
    }

    private Rights rightsIn(String room) {
        return client.chat.settings().permissions().in(user, room);
    }

    private Moderation moderation() {
        if (moderation == null) {
            moderation = new Moderation(client, user);
        }
        return moderation;
    }

    private UserLimits limits() {
        if (limits == null) {
            limits = new UserLimits(client.chat, client.shared.budgets(), user, session.address());
        }
        return limits;
    }

    private ObserverQueue observer() {
        return client.chat.extensions().observer();
    }

    @Override
    void end() {
        client.shared.sessions().closed(user, client.self);
        if (limits != null) {
            limits.close();
        }
        token.end();
        if (observed != null) {
            rooms.forEachJoined(room -> observer().left(observed, room));
            observer().disconnected(observed, closed);
        }
    }
}
