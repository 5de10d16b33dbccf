package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ListedUser;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Who is on this node, for code outside the actors. Thread-safe; never blocks. Stages complete on
 * any thread.
 */
public record Here(RoomIndex rooms, UserSessions users) {
    private static final long LIMIT_MILLIS = 500;

    public Here() {
        this(new RoomIndex(), new UserSessions());
    }

    /**
     * An open session.
     *
     * @param rooms that it is in
     * @param limited how often it was refused something for its rate
     */
    public record SessionInfo(String id, User user, InetAddress address, List<String> rooms, int limited) {}

    /**
     * The user's sessions on this node. Completes within {@value #LIMIT_MILLIS} ms.
     */
    public CompletionStage<List<SessionInfo>> sessions(String user) {
        List<CompletableFuture<SessionInfo>> asked = new ArrayList<>();
        users.ask(user, session -> {
            CompletableFuture<SessionInfo> answer = new CompletableFuture<>();
            // A session that ends now does not answer.
            asked.add(answer.completeOnTimeout(null, LIMIT_MILLIS, TimeUnit.MILLISECONDS));
            session.tell(new UserActor.Describe(answer));
        });
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(all -> asked.stream()
                .map(answer -> answer.getNow(null))
                .filter(info -> info != null)
                .toList());
    }

    /**
     * Closes the user's connections to this node (4006); returns how many there were.
     *
     * @param reconnectMillis the wait before the client reconnects; negative for never
     */
    public int disconnect(String user, long reconnectMillis) {
        return users.tell(user, new UserActor.Close(CloseCode.DISCONNECTED, reconnectMillis));
    }

    /**
     * A part of the users that a room has on this node, in the order of their ids; none if the room
     * is not open here.
     *
     * @param after only users with greater ids; empty for the first ones
     */
    public CompletionStage<List<ListedUser>> members(String room, String after, int limit) {
        ActorRef<ChatRoomActor.Command> ref = rooms.ref(room);
        if (ref == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<ListedUser>> answer = new CompletableFuture<>();
        ref.tell(new ChatRoomActor.ListHere(after, limit, answer));
        return answer.orTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
