package io.chatka.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The table: five pairs of numbers, each read both ways. As users/messages, 1000/50 is 1,000 users
 * in a room in which 50 of them say one thing each, all at once; as messages/users, it is 50 users
 * who say 1,000 things together. What counts is how long it takes until everybody has got
 * everything.
 */
final class Preset {
    static final String USERS_MESSAGES = "users/messages";
    static final String MESSAGES_USERS = "messages/users";

    private static final int[][] PAIRS = {{10, 1}, {100, 5}, {1000, 10}, {1000, 50}, {1500, 100}};

    private Preset() {}

    static List<Row> table(Target target, int size, Plan.Generator generator) {
        List<Row> rows = new ArrayList<>();
        for (String reading : List.of(USERS_MESSAGES, MESSAGES_USERS)) {
            for (int[] pair : PAIRS) {
                boolean swapped = reading.equals(MESSAGES_USERS);
                int users = swapped ? pair[1] : pair[0];
                int messages = swapped ? pair[0] : pair[1];
                Plan.People people = new Plan.People(users, 1, Math.min(users, messages), 0);
                Plan plan = new Plan(target, people, new Plan.Burst(messages), size, generator);
                rows.add(new Row(pair[0] + "/" + pair[1], reading, plan, List.of()));
            }
        }
        return rows;
    }
}
