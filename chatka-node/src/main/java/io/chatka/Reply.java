package io.chatka;

import java.util.Set;

/**
 * An answer of all nodes of a cluster.
 *
 * @param value put together from what the nodes answered
 * @param missing the names of nodes that did not answer within a second; {@code value} lacks their
 *     part
 */
public record Reply<T>(T value, Set<String> missing) {
    public Reply {
        missing = Set.copyOf(missing);
    }
}
