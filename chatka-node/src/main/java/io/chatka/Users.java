package io.chatka;

import io.chatka.api.Act;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The users of a cluster; see {@link Operations}. */
public interface Users {

    /**
     * Connected users, in the order of their ids.
     *
     * @param text that the id begins with, or that is part of the name; empty for all
     * @param after only users with greater ids; empty for the first ones
     * @param limit 1 to 1000
     */
    CompletionStage<Reply<Page<Entry>>> list(String text, String after, int limit);

    /** One user: its connections on all nodes, and what is in force against it in all rooms. */
    CompletionStage<Reply<Report>> find(String id);

    /**
     * Closes the user's connections on all nodes (4006).
     *
     * @param reconnectMillis the wait before the client reconnects; negative for never
     * @return how many connections there were
     */
    CompletionStage<Reply<Integer>> disconnect(String id, long reconnectMillis);

    /** Bans, mutes, unbans or unmutes a user in all rooms; see {@link Act#isPossibleEverywhere}. */
    CompletionStage<Void> moderate(Act act);

    /**
     * Bans and mutes in all rooms, in the order of the users' ids.
     *
     * @param after only users with greater ids; empty for the first ones
     * @param limit 1 to 1000
     */
    CompletionStage<Page<Room.Sanction>> sanctions(String after, int limit);

    /**
     * Revokes a user's tokens: those issued up to now, and those that do not say when they were
     * issued. Within 5 s, no node accepts them, and every node closes the user's connections (4007).
     */
    CompletionStage<Void> revoke(String id);

    /**
     * Revokes one token; see {@link #revoke}.
     *
     * @param jti the claim {@code jti}
     */
    CompletionStage<Void> revokeToken(String jti);

    /**
     * Takes the user's texts out of every room that keeps any, and drops its messages that wait for
     * a moderator. Bans and records of acts stay.
     *
     * @return the rooms that had something
     */
    CompletionStage<List<String>> erase(String id);

    /** A connected user. */
    record Entry(String id, String name, String role, int connections) {}

    /**
     * A user.
     *
     * @param name null if it is not connected
     * @param role null if it is not connected
     * @param ban in all rooms; null for none
     * @param mute in all rooms; null for none
     */
    record Report(
            String id, String name, String role, List<Connection> connections, Room.Sanction ban, Room.Sanction mute) {}

    /**
     * A connection of a user.
     *
     * @param node where it is
     * @param session as in {@code welcome}
     * @param address of the client
     * @param limited how often it was refused something for its rate
     */
    record Connection(String node, String session, String address, List<String> rooms, int limited) {}
}
