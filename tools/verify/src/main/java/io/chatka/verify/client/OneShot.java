package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.function.Consumer;

/** What mutators have in common that spoil one thing: armed, and then done. Messages are passed on as they are. */
abstract class OneShot implements Mutator {
    private final Consumer<String> tell;
    private boolean armed;
    private boolean done;

    /** @param tell is told what was done */
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

    /** The occasion was there, and was used. */
    final void did(String what) {
        armed = false;
        done = true;
        tell.accept("on purpose: " + what);
    }

    /** What was done could not be noticed; the next occasion counts. */
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
