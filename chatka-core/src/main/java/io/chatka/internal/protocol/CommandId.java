package io.chatka.internal.protocol;

/**
 * A client's id for a command; the reply carries it.
 *
 * @param text the string, or the decimal digits of the number
 * @param number whether the client wrote a number
 */
public record CommandId(String text, boolean number) {
    /** The longest string that is accepted, in characters. */
    public static final int MAX_LENGTH = 64;
}
