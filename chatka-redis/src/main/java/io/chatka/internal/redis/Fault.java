package io.chatka.internal.redis;

/**
 * A property of a Redis with which Chatka cannot keep its promises. The node refuses to use it, and
 * {@code ./chatka doctor} calls it a problem, in the same words.
 *
 * @param found the property
 * @param remedy what to do about it
 */
public record Fault(String found, String remedy) {

    /** The node does not use a Redis because of the fault. */
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
