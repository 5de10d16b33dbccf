package io.chatka.verify.client;

/** Commands that a client sends, and sends again, until they are answered for good. */
interface Duty {
    /** Sends what is due. The client is connected. */
    void push(long now);

    void disconnected();

    /** Why there is something left to do, as a reason; or null. */
    String unsettled();
}
