package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** Stands between the socket and the client, for messages only. */
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
}
