package io.chatka.verify.client;

import java.util.function.Consumer;

/** One message that was refused counts as acked. */
final class AckMutator extends OneShot {
    AckMutator(Consumer<String> tell) {
        super(tell);
    }

    @Override
    public boolean acks(int client, String room) {
        if (!armed()) {
            return false;
        }
        did("a message of client " + client + " in " + room + " that was refused is taken for acked");
        return true;
    }
}
