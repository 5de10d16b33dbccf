package io.chatka.internal.cluster;

/**
 * How a node is at the moment.
 *
 * @param connections that it has
 * @param limit how many it may have
 * @param perSecond handshakes that it lets through in a second; 0 for no limit
 * @param state whether others' clients may come
 */
public record NodeState(int connections, int limit, int perSecond, State state) {

    public enum State {
        /** They may. */
        READY,
        /** Not now: the broker is away, or memory is short. */
        UNFIT,
        /** Its own are sent away. */
        DRAINING
    }

    int free() {
        return state == State.READY ? Math.max(0, limit - connections) : 0;
    }
}
