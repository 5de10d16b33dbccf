package io.chatka.internal.cluster;

/** Which other nodes are alive, for code that counts their members. Thread-safe; never blocks. */
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
     * returns still counts as gone until it has been heard for as long as it takes to miss one.
     */
    boolean isGone(String node);

    /**
     * A room has heard the node. A node that was unknown has to announce itself from now on, or it
     * counts as gone.
     */
    void heard(String node);
}
