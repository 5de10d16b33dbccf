package io.chatka.internal.filter;

import java.util.List;

/**
 * The filters of rooms.
 *
 * @param classes the first that fits a room applies
 * @param others for the rooms that no class fits; null for none
 */
public record Filters(List<RoomClass> classes, TextFilter.Rules others) {
    public static final Filters NONE = new Filters(List.of(), null);

    /**
     * @param pattern a room's name, or the start of one followed by {@code *}
     * @param rules null for none
     */
    public record RoomClass(String pattern, TextFilter.Rules rules) {
        boolean fits(String room) {
            int start = pattern.length() - 1;
            return pattern.endsWith("*") ? room.regionMatches(0, pattern, 0, start) : room.equals(pattern);
        }
    }

    /** The filter of one room, which remembers what was said there; null for none. */
    public TextFilter of(String room) {
        TextFilter.Rules rules = classes.stream()
                .filter(each -> each.fits(room))
                .findFirst()
                .map(RoomClass::rules)
                .orElse(others);
        return rules == null || rules.areEmpty() ? null : new TextFilter(rules);
    }
}
