package io.chatka.internal.redis;

/**
 * Something about a Redis with which Chatka cannot keep its promises. The server refuses to use it, and {@code ./chatka doctor}
 * calls it a problem, in the same words.
 *
 * @param found what is so
 * @param remedy what to do about it
 */
public record Fault(String found, String remedy) {

    /** What a Redis with the fault fails with. */
    static final class FaultException extends RuntimeException {
        private static final long serialVersionUID = 1;

        FaultException(Fault fault) {
            super(fault.toString(), null, false, false);
        }
    }

    /** One line: cause and remedy. */
    @Override
    public String toString() {
        return found + "; " + remedy;
    }
}
