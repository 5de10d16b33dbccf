package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/** The open sessions of each user on this node. Thread-safe. */
final class UserSessions {
    private final ConcurrentHashMap<String, List<ActorRef<UserActor.Command>>> byUser = new ConcurrentHashMap<>();

    /**
     * Adds a session, or refuses it. An added one has to be given back by {@link #closed}.
     *
     * @param most that a user may have; 0 for no limit
     */
    boolean tryOpen(User user, ActorRef<UserActor.Command> session, int most) {
        boolean[] opened = new boolean[1];
        byUser.compute(user.id(), (id, sessions) -> {
            opened[0] = sessions == null || most == 0 || sessions.size() < most;
            if (!opened[0]) {
                return sessions;
            }
            return sessions == null
                    ? List.of(session)
                    : Stream.concat(sessions.stream(), Stream.of(session)).toList();
        });
        return opened[0];
    }

    void closed(User user, ActorRef<UserActor.Command> session) {
        byUser.computeIfPresent(user.id(), (id, sessions) -> {
            List<ActorRef<UserActor.Command>> others =
                    sessions.stream().filter(open -> !open.equals(session)).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Tells the user's sessions. */
    void tell(String user, UserActor.Command message) {
        byUser.getOrDefault(user, List.of()).forEach(session -> session.tell(message));
    }

    /** Tells all sessions. */
    void tellAll(UserActor.Command message) {
        byUser.values().forEach(sessions -> sessions.forEach(session -> session.tell(message)));
    }

    /** Users with a session. */
    int size() {
        return byUser.size();
    }
}
