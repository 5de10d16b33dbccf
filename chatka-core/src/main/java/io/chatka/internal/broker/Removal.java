package io.chatka.internal.broker;

/** Which messages' texts a moderator takes out of a room. */
public sealed interface Removal {
    /** @param epoch null for the present one */
    record OfMessage(String epoch, long seq) implements Removal {}

    /**
     * All that the history has of one author.
     *
     * @param author how the fields of all its messages begin, after {@code at}: a room and an id,
     *     such as {@code "room":"lobby","from":{"id":"u7",}
     */
    record OfAuthor(byte[] author) implements Removal {}
}
