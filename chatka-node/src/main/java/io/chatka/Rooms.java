package io.chatka;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;

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

    /** What rooms are ordered by. */
    enum By {
        MEMBERS(Entry::members),
        /** A second. */
        MESSAGES(Entry::perSecond),
        /** A second; about, as members come and go. */
        DELIVERIES(room -> room.perSecond() * room.members());

        private final ToDoubleFunction<Entry> figure;

        By(ToDoubleFunction<Entry> figure) {
            this.figure = figure;
        }

        public double of(Entry room) {
            return figure.applyAsDouble(room);
        }
    }

    /**
     * The busiest rooms that have members. A node answers for rooms that are among its own busiest.
     *
     * @param prefix how the names begin; empty for all
     * @param limit 1 to 1000
     */
    CompletionStage<Reply<List<Entry>>> busiest(String prefix, By by, int limit);

    /** The rooms in which messages wait for a moderator. What is new may be missing for some seconds. */
    CompletionStage<Set<String>> holding();

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
