package io.chatka.internal.cluster;

/**
 * The state of a node at one moment.
 *
 * @param connections how many connections it has
 * @param limit how many connections it may have
 * @param perSecond handshakes that it allows in a second; 0 for no limit
 * @param state whether it takes clients of other nodes
 */
public record NodeState(int connections, int limit, int perSecond, State state) {

    public enum State {
        /** It takes them. */
        READY,
        /** It does not take them now: the broker is away, or memory is short. */
        UNFIT,
        /** It sends its own clients away. */
        DRAINING
    }

    int free() {
        return state == State.READY ? Math.max(0, limit - connections) : 0;
    }
}
