package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Recorder;
import io.chatka.verify.ledger.Removal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One client gets a text in the place of its tombstone, some time after all know that it is deleted. */
final class UndeleteMutator extends OneShot {
    /** The promised time, and some more. */
    private static final long LATE_NANOS = 1_500_000_000L;

    private final Recorder recorder;
    private final long late;
    private final Map<String, Message> texts = new HashMap<>();
    /** When the deletion of a text was first told. */
    private final Map<String, Long> deletedAt = new HashMap<>();

    /** @param slack how many times longer than promised everything may take */
    UndeleteMutator(Recorder recorder, int slack, Consumer<String> tell) {
        super(tell);
        this.recorder = recorder;
        this.late = LATE_NANOS * slack;
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        String place = place(message, message.seq());
        Message text = texts.get(place);
        if (message.removal() == null) {
            texts.put(place, message);
        } else if (message.removal() instanceof Removal.Of of) {
            deletedAt.putIfAbsent(place(message, of.seq()), recorder.now());
        } else if (armed() && message.tombstone() && text != null && old(client, place)) {
            did("client " + client + " gets the deleted text of " + message.room() + " seq " + message.seq());
            deliver.accept(text);
            return;
        }
        deliver.accept(message);
    }

    /** Whether nothing excuses the text any more. */
    private boolean old(int client, String place) {
        Long at = deletedAt.get(place);
        long since = recorder.checker().undelayedSince(client);
        return at != null && Math.max(at, since) < recorder.now() - late;
    }

    private static String place(Message message, long seq) {
        return message.room() + ' ' + seq;
    }

    @Override
    public long begins(int client, String room, long seq) {
        // The same seqs are other messages now.
        texts.clear();
        deletedAt.clear();
        return seq;
    }
}
