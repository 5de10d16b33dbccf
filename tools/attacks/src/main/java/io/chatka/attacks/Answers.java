package io.chatka.attacks;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the server answered an attack with, and how often. Thread-safe. */
final class Answers {
    private final Map<String, Integer> counts = new TreeMap<>();
    private int stuck;

    synchronized void add(String answer) {
        counts.merge(answer, 1, Integer::sum);
    }

    /** An attacker has got no answer, and was not cut off either. */
    synchronized void oneIsStuck() {
        stuck++;
    }

    /** How many attackers there were of that kind. */
    synchronized int stuck() {
        return stuck;
    }

    /** The most frequent first. */
    synchronized String top(int most) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(most)
                .map(entry -> entry.getValue() + "x " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
