package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Removal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One client that was away gets, in the place of the deletion of a text that it has, that of
 * another text, which was deleted before.
 */
final class ForgetMutator extends OneShot {
    /** Of each client, texts that it got on this connection, and on earlier ones. */
    private final Map<Integer, Set<String>> now = new HashMap<>();

    private final Map<Integer, Set<String>> before = new HashMap<>();
    /** Of each room, the text that was deleted last. */
    private final Map<String, Removal> earlier = new HashMap<>();

    private int victim = -1;
    private String room;

    ForgetMutator(Consumer<String> tell) {
        super(tell);
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        Message delivered = message;
        if (message.removal() == null) {
            of(now, client).add(message.room() + ' ' + message.seq());
        } else if (message.removal() instanceof Removal.Of of) {
            Removal other = earlier.put(message.room(), of);
            boolean has = of(before, client).contains(message.room() + ' ' + of.seq());
            if (armed() && has && other != null && !other.equals(of)) {
                victim = client;
                room = message.room();
                did("client " + client + " does not learn that " + room + " seq " + of.seq() + " is deleted");
                delivered = message.with(other);
            }
        }
        deliver.accept(delivered);
    }

    private static Set<String> of(Map<Integer, Set<String>> texts, int client) {
        return texts.computeIfAbsent(client, any -> new HashSet<>());
    }

    @Override
    public void out(int client, String gone) {
        of(before, client).addAll(of(now, client));
        of(now, client).clear();
        if (client == victim && (gone == null || gone.equals(room))) {
            victim = -1;
            again();
        }
    }

    @Override
    public long begins(int client, String of, long seq) {
        // The same seqs are other messages now.
        now.clear();
        before.clear();
        earlier.remove(of);
        return seq;
    }
}
