package io.chatka.internal.actor;

import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** One room of a user: joined, or being joined, with the commands that wait for that. */
final class Membership {
    /** As the client asked for it. */
    final ClientCommand.Join join;

    /** Null while the join is under way. */
    ActorRef<ChatRoomActor.Command> room;

    /**
     * While the join is under way, bytes towards the socket that are reserved for the replay of the
     * room.
     */
    long replay;

    /** Bounded by the commands that a connection may have under way. */
    private List<ClientCommand> waiting = List.of();

    /** What the user may do in the room. */
    Rights rights;

    /** Those that the join named. */
    Rights asked;

    Membership(ClientCommand.Join join, Rights rights) {
        this.join = join;
        this.rights = rights;
    }

    void keep(ClientCommand command) {
        if (waiting.isEmpty()) {
            waiting = new ArrayList<>(2);
        }
        waiting.add(command);
    }

    List<ClientCommand> takeWaiting() {
        List<ClientCommand> taken = waiting;
        waiting = List.of();
        return taken;
    }
}
