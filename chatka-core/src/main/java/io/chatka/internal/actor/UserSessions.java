package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;

/** The open sessions of each user on this node. Thread-safe. */
public final class UserSessions {
    private static final Comparator<Here> BY_ID = Comparator.comparing(here -> here.user.id());

    private final ConcurrentHashMap<String, List<Open>> byUser = new ConcurrentHashMap<>();

    /** One session, and its user as it began. */
    private record Open(User user, ActorRef<UserActor.Command> ref) {}

    /**
     * A user on this node.
     *
     * @param connections of the user to this node
     */
    public record Here(User user, int connections) {}

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
            Open open = new Open(user, session);
            return sessions == null
                    ? List.of(open)
                    : Stream.concat(sessions.stream(), Stream.of(open)).toList();
        });
        return opened[0];
    }

    void closed(User user, ActorRef<UserActor.Command> session) {
        byUser.computeIfPresent(user.id(), (id, sessions) -> {
            List<Open> others =
                    sessions.stream().filter(open -> !open.ref.equals(session)).toList();
            return others.isEmpty() ? null : others;
        });
    }

    /** Tells the user's sessions; returns how many there are. */
    int tell(String user, UserActor.Command message) {
        List<Open> sessions = byUser.getOrDefault(user, List.of());
        sessions.forEach(session -> session.ref.tell(message));
        return sessions.size();
    }

    /** Calls the action with each of the user's sessions. */
    void ask(String user, Consumer<ActorRef<UserActor.Command>> action) {
        byUser.getOrDefault(user, List.of()).forEach(session -> action.accept(session.ref));
    }

    /** Tells all sessions. */
    void tellAll(UserActor.Command message) {
        byUser.values().forEach(sessions -> sessions.forEach(session -> session.ref.tell(message)));
    }

    /** Users with a session. */
    public int size() {
        return byUser.size();
    }

    /**
     * A part of the users, in the order of their ids. Looks at all of them.
     *
     * @param text that the id begins with, or that is part of the name in any case; empty for all
     * @param after only users with greater ids; empty for the first ones
     */
    public List<Here> page(String text, String after, int limit) {
        String lower = text.toLowerCase(Locale.ROOT);
        // The greatest one first, so that the smallest stay when there are too many.
        PriorityQueue<Here> page = new PriorityQueue<>(BY_ID.reversed());
        byUser.forEach((id, sessions) -> {
            boolean beyond =
                    page.size() == limit && id.compareTo(page.peek().user.id()) > 0;
            if (id.compareTo(after) > 0 && !beyond) {
                User user = sessions.get(0).user;
                if (id.startsWith(text) || user.name().toLowerCase(Locale.ROOT).contains(lower)) {
                    page.add(new Here(user, sessions.size()));
                    if (page.size() > limit) {
                        page.remove();
                    }
                }
            }
        });
        return page.stream().sorted(BY_ID).toList();
    }
}
