package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** A mutator that spoils one thing: armed, and then done. Passes messages on unchanged. */
abstract class OneShot implements Mutator {
    private final Consumer<String> tell;
    private boolean armed;
    private boolean done;

    /** @param tell gets a description of the mutation */
    OneShot(Consumer<String> tell) {
        this.tell = tell;
    }

    @Override
    public final void arm() {
        armed = !done;
    }

    @Override
    public final boolean done() {
        return done;
    }

    final boolean armed() {
        return armed;
    }

    /** The mutation has happened. */
    final void did(String what) {
        armed = false;
        done = true;
        tell.accept("on purpose: " + what);
    }

    /** Nobody could notice the mutation; the next occasion counts. */
    final void again() {
        armed = true;
        done = false;
        tell.accept("on purpose: that was not noticed in time; once more");
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        deliver.accept(message);
    }

    @Override
    public void out(int client, String room) {}
}
