package io.chatka;

import java.util.List;

/**
 * A part of a list.
 *
 * @param next what to ask for, as {@code after}, to get the following part; null at the end
 */
public record Page<T>(List<T> items, String next) {
    public Page {
        items = List.copyOf(items);
    }
}
