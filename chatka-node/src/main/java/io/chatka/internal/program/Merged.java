package io.chatka.internal.program;

import io.chatka.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Puts a page together from the pages of several nodes. Each node gives up to one item more than
 * the page has, in order; so what is among the first of all nodes is among the first of its own.
 */
final class Merged<T> {
    private final int limit;
    private final Function<T, String> key;
    private final BinaryOperator<T> sum;
    private final TreeMap<String, T> items = new TreeMap<>();

    /** @param sum of what two nodes have under the same key */
    Merged(int limit, Function<T, String> key, BinaryOperator<T> sum) {
        this.limit = limit;
        this.key = key;
        this.sum = sum;
    }

    void add(T item) {
        items.merge(key.apply(item), item, sum);
    }

    Page<T> page() {
        List<T> page = new ArrayList<>(items.values().stream().limit(limit).toList());
        return new Page<>(page, items.size() > limit ? key.apply(page.get(limit - 1)) : null);
    }
}
