package io.chatka.api;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a user may do in which rooms: grants by pattern. A pattern is a room's name, or the start of
 * one and then {@code *}. The most specific pattern that covers a room counts, alone: the room's
 * own name, or else the longest start. A room that no pattern covers has no grants. Immutable.
 */
public final class Grants {
    private static final char ANY = '*';

    private final Map<String, Set<Grant>> byPattern;

    /** Of the patterns with a {@code *}, without it; the longest first. */
    private final List<Map.Entry<String, Set<Grant>>> byStart;

    private Grants(Map<String, Set<Grant>> byPattern) {
        this.byPattern = byPattern;
        this.byStart = byPattern.entrySet().stream()
                .filter(entry -> entry.getKey().indexOf(ANY) >= 0)
                .map(entry ->
                        Map.entry(entry.getKey().substring(0, entry.getKey().length() - 1), entry.getValue()))
                .sorted(Comparator.comparing(entry -> -entry.getKey().length()))
                .toList();
    }

    /**
     * @throws IllegalArgumentException if a pattern is empty, or has a {@code *} that is not its
     *     end
     */
    public static Grants of(Map<String, Set<Grant>> byPattern) {
        byPattern.keySet().forEach(Grants::requirePattern);
        return new Grants(byPattern.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> withImplied(entry.getValue()))));
    }

    private static void requirePattern(String pattern) {
        int star = pattern.indexOf(ANY);
        if (pattern.isEmpty() || star >= 0 && star < pattern.length() - 1) {
            throw new IllegalArgumentException(
                    "a pattern is a room's name, or the start of one and then *, such as live:*");
        }
    }

    private static Set<Grant> withImplied(Set<Grant> given) {
        return given.contains(Grant.MODERATE) ? Set.copyOf(EnumSet.allOf(Grant.class)) : Set.copyOf(given);
    }

    /** What may be done in the room; empty for nothing. */
    public Set<Grant> in(String room) {
        Set<Grant> exact = byPattern.get(room);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, Set<Grant>> start : byStart) {
            if (room.startsWith(start.getKey())) {
                return start.getValue();
            }
        }
        return Set.of();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grants grants && byPattern.equals(grants.byPattern);
    }

    @Override
    public int hashCode() {
        return byPattern.hashCode();
    }

    @Override
    public String toString() {
        return byPattern.toString();
    }
}
