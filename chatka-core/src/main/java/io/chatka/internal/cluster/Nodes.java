package io.chatka.internal.cluster;

/** Which of the other nodes are there: the one answer to that, for everything that counts what they have. Thread-safe; never blocks. */
public interface Nodes {
    /** A node that knows of no others. */
    Nodes NONE = new Nodes() {
        @Override
        public boolean isGone(String node) {
            return false;
        }

        @Override
        public void heard(String node) {
            // Nobody waits for its next note.
        }
    };

    /**
     * Whether the node was heard of and is not heard any more: killed, frozen or cut off. A node that is heard again counts as
     * gone until it has been heard for as long as it would take to miss it.
     */
    boolean isGone(String node);

    /** The node has told something elsewhere. One that nothing was known of has to tell of itself from now on, or is gone. */
    void heard(String node);
}
