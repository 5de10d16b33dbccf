package io.chatka;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The rooms of a cluster; see {@link Operations}. */
public interface Rooms {

    /**
     * Rooms that have members or messages, in the order of their names.
     *
     * @param prefix how the names begin; empty for all
     * @param after only later names; empty for the first ones
     * @param limit 1 to 1000
     */
    CompletionStage<Reply<Page<Entry>>> list(String prefix, String after, int limit);

    /**
     * Says the same in several rooms, one after the other.
     *
     * @return what became of it, in the order of the rooms
     */
    CompletionStage<List<Broadcast>> broadcast(List<String> rooms, Room.Post post);

    /**
     * A room, counted over all nodes.
     *
     * @param members connections; a user with two counts twice
     * @param users at most; a user on two nodes counts twice
     * @param perSecond messages, over about ten seconds
     * @param rules null for a room without members
     */
    record Entry(String name, int members, int users, double perSecond, Room.Rules rules) {}

    /**
     * A message's way into one room.
     *
     * @param posted null if it failed
     * @param error null if it succeeded
     */
    record Broadcast(String room, Room.Posted posted, String error) {}
}
