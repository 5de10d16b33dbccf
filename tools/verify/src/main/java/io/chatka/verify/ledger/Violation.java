package io.chatka.verify.ledger;

import java.util.Set;

/**
 * The promise was broken.
 *
 * @param at nanoseconds since the run began
 * @param room may be null
 * @param clients whose doings tell the story
 * @param keys of the messages concerned
 * @param from the first seq concerned
 * @param to the last
 * @param text one sentence
 */
public record Violation(
        Rule rule, long at, String room, Set<Integer> clients, Set<String> keys, long from, long to, String text) {}
