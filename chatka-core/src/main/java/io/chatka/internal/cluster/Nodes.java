package io.chatka.internal.cluster;

/** Which of the other nodes are there, for everything that counts their members. Thread-safe; never blocks. */
public interface Nodes {
    /** A node that knows of no others. */
    Nodes NONE = new Nodes() {
        @Override
        public boolean isGone(String node) {
            return false;
        }

        @Override
        public void heard(String node) {
            // Nobody watches nodes.
        }
    };

    /**
     * Whether the node was heard before and is silent now: killed, frozen or cut off. A node that
     * is heard again counts as gone until it has been heard for as long as it takes to miss it.
     */
    boolean isGone(String node);

    /**
     * A room has heard the node. If it was unknown so far, it has to announce itself from now on,
     * or it counts as gone.
     */
    void heard(String node);
}
