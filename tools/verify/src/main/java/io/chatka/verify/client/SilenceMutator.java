package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** One client hears nothing of one room any more, as long as its connection lasts. */
final class SilenceMutator extends OneShot {
    private int victim = -1;
    private String room;

    SilenceMutator(Consumer<String> tell) {
        super(tell);
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        if (armed()) {
            victim = client;
            room = message.room();
            did("client " + client + " hears nothing of " + room + " from " + message.seq() + " on");
        }
        if (client != victim || !message.room().equals(room)) {
            deliver.accept(message);
        }
    }

    @Override
    public void out(int client, String gone) {
        if (client == victim && (gone == null || gone.equals(room))) {
            victim = -1;
            again();
        }
    }
}
