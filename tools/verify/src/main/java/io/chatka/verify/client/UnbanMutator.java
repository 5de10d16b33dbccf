package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Recorder;
import java.util.function.Consumer;

/** One client gets, in the place of the next message of a room, what a banned user was refused to say there. */
final class UnbanMutator extends OneShot {
    private final Recorder recorder;
    private Message refused;

    UnbanMutator(Recorder recorder, Consumer<String> tell) {
        super(tell);
        this.recorder = recorder;
    }

    @Override
    public void refused(String user, String room, String text) {
        Message message = new Message(room, 0, user, text, "");
        if (armed() && forbidden(message)) {
            refused = message;
        }
    }

    private boolean forbidden(Message message) {
        return !recorder.checker().mayBeHeard(message.key());
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        if (armed() && takesThePlaceOf(message)) {
            String text = "client " + client + " gets what " + refused.sender() + " said in " + refused.room()
                    + " when it was banned";
            did(text);
            deliver.accept(
                    new Message(refused.room(), message.seq(), refused.sender(), refused.text(), message.frame()));
        } else {
            deliver.accept(message);
        }
    }

    private boolean takesThePlaceOf(Message message) {
        return refused != null
                && message.room().equals(refused.room())
                && message.removal() == null
                && forbidden(refused);
    }
}
