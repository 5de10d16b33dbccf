package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Spoils one message each time it is armed. A client that leaves before it can notice rightly gets
 * the message anew, or is no longer owed it; the mutator then spoils the next message.
 */
final class MessageMutator implements Mutator {
    private enum State {
        IDLE,
        ARMED,
        HELD,
        DONE
    }

    private final Mutation mutation;
    private final SplittableRandom random;
    private final Consumer<String> tell;
    private State state = State.IDLE;
    private int victim;
    private Message held;

    /** @param tell gets a description of the mutation */
    MessageMutator(Mutation mutation, SplittableRandom random, Consumer<String> tell) {
        this.mutation = mutation;
        this.random = random;
        this.tell = tell;
    }

    @Override
    public void arm() {
        if (state == State.IDLE) {
            state = State.ARMED;
        }
    }

    @Override
    public boolean done() {
        return state == State.DONE || state == State.HELD;
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        if (state == State.ARMED) {
            victim = client;
            held = message;
            state = State.HELD;
            spoil(message, deliver);
        } else if (state == State.HELD && client == victim && message.room().equals(held.room())) {
            state = State.DONE;
            deliver.accept(message);
            if (mutation == Mutation.SWAP) {
                deliver.accept(held);
            }
        } else {
            deliver.accept(message);
        }
    }

    private void spoil(Message message, Consumer<Message> deliver) {
        String what = message.room() + " seq " + message.seq() + " to client " + victim;
        switch (mutation) {
            case DROP -> tell.accept("on purpose: dropped " + what);
            case SWAP -> tell.accept("on purpose: swapped " + what + " with the next");
            case DUPLICATE -> {
                tell.accept("on purpose: doubled " + what);
                state = State.DONE;
                deliver.accept(message);
                deliver.accept(message);
            }
            case FORGE -> {
                tell.accept("on purpose: forged " + what);
                state = State.DONE;
                deliver.accept(forged(message));
            }
            default -> throw new IllegalStateException(mutation + " is not about one message");
        }
    }

    private Message forged(Message message) {
        long seq = message.seq();
        String sender = message.sender();
        String text = message.text();
        switch (random.nextInt(3)) {
            case 0 -> seq++;
            case 1 -> sender += "x";
            default -> text += "x";
        }
        return new Message(message.room(), seq, sender, text, message.frame() + ' ');
    }

    @Override
    public void out(int client, String room) {
        if (state == State.HELD && client == victim && (room == null || room.equals(held.room()))) {
            tell.accept("on purpose: that was not noticed in time; once more");
            state = State.ARMED;
        }
    }
}
