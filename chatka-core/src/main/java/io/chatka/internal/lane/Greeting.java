package io.chatka.internal.lane;

import java.util.List;

/**
 * What a connection gets when it becomes a member, in this order. Texts are UTF-8.
 *
 * @param replay what the member has missed. Members that have missed the same share one list, so
 *     that a lane makes one frame for all of them
 */
public record Greeting(List<byte[]> first, List<byte[]> replay, List<byte[]> last) {
    public static final Greeting NONE = of(List.of());

    public static Greeting of(List<byte[]> texts) {
        return new Greeting(texts, List.of(), List.of());
    }
}
