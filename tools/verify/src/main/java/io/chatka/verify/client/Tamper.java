package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/**
 * Stands between the socket and the client. In the clients' event loop, except where it says
 * otherwise.
 */
public interface Tamper {
    /** Passes everything on as it is. */
    Tamper NONE = new Tamper() {
        @Override
        public void message(int client, Message message, Consumer<Message> deliver) {
            deliver.accept(message);
        }

        @Override
        public void out(int client, String room) {}
    };

    void message(int client, Message message, Consumer<Message> deliver);

    /**
     * The client is no longer a member on this connection.
     *
     * @param room null: of no room
     */
    void out(int client, String room);

    /**
     * A new epoch begins for the client.
     *
     * @param seq where it begins
     * @return the beginning that the client gets; -1 if it gets none
     */
    default long begins(int client, String room, long seq) {
        return seq;
    }

    /** The server refused a message. */
    default void refused(String user, String room, String text) {}

    /** Whether the client takes the refusal of a message for an ack. */
    default boolean acks(int client, String room) {
        return false;
    }

    /** The status of a path of the admin port, after mutation. */
    default int health(String path, int status) {
        return status;
    }
}
