package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** One client gets, before a message of its own room, one that somebody sent to the same room of another installation. */
final class ForeignMutator extends OneShot {
    ForeignMutator(Consumer<String> tell) {
        super(tell);
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        if (armed()) {
            did("client " + client + " got a message of another installation in " + message.room());
            String text = Message.text("foreign.0.1", "from elsewhere");
            deliver.accept(new Message(message.room(), message.seq(), "g-foreign", text, '{' + text + '}'));
        }
        deliver.accept(message);
    }
}
