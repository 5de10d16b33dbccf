package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** One client does not learn of a new epoch, or gets a wrong, later beginning. */
final class EpochMutator extends OneShot {
    private final Mutation mutation;
    private int victim = -1;
    private String room;
    private long hidden = -1;

    EpochMutator(Mutation mutation, Consumer<String> tell) {
        super(tell);
        this.mutation = mutation;
    }

    @Override
    public long begins(int client, String of, long seq) {
        if (!armed()) {
            return seq;
        }
        victim = client;
        room = of;
        if (mutation == Mutation.EPOCH) {
            did("client " + client + " is not told that " + of + " begins a new epoch");
            return -1;
        }
        hidden = seq + 1;
        did("client " + client + " is told that " + of + " begins at " + hidden + ", without its first message");
        return hidden;
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        if (client == victim && message.room().equals(room) && message.seq() == hidden) {
            hidden = -1;
        } else {
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
