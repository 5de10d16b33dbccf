package io.chatka.internal.moderation;

import io.chatka.api.ModerationRecord;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.ModerationStore;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.observer.ObserverQueue;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Records of moderators' acts, as far as they succeeded, and of users' reports. Thread-safe. */
public final class ActRecords {
    private static final FaultLog FAULTS = FaultLog.of(ActRecords.class);

    /** Records that are looked at for those of one user. */
    private static final int AT_ONCE = 1000;

    private final Broker broker;

    /** Null for none. */
    private final ObserverQueue observer;

    /**
     * A record that was read.
     *
     * @param id by which reading goes on
     */
    public record Entry(String id, ModerationRecord record) {}

    public ActRecords(Broker broker, ObserverQueue observer) {
        this.broker = broker;
        this.observer = observer;
    }

    /** Keeps a record and tells the observer. The act has happened, so a failure is only logged. */
    public void add(ModerationRecord act) {
        if (observer != null) {
            observer.moderated(act);
        }
        Stages.begin(() -> append(ModerationStore.Log.ACTS, act)).whenComplete((kept, failure) -> {
            if (failure != null) {
                FAULTS.report("the record of a moderator's act could not be stored", Stages.cause(failure));
            }
        });
    }

    /** Keeps a record of what somebody has done now. */
    public void add(Moderator by, String room, String action, ModerationRecord.About about) {
        add(new ModerationRecord(System.currentTimeMillis(), by.user().id(), by.door(), room, action, about));
    }

    /**
     * Keeps what a user reports.
     *
     * @param report the action is {@code report}
     */
    public CompletionStage<Void> report(ModerationRecord report) {
        return Stages.begin(() -> append(ModerationStore.Log.REPORTS, report));
    }

    private CompletionStage<Void> append(ModerationStore.Log log, ModerationRecord record) {
        String written = HeldMessages.write(fields(record));
        return broker.moderation().append(log, written).thenRun(() -> broker.nodes()
                .send(Topic.RECORDS, written.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Tells acts and reports of all nodes as they are kept.
     *
     * @param told called on a thread of the broker; must not block
     * @return ends it
     */
    public Runnable watch(Consumer<ModerationRecord> told) {
        NoteListener listener = note -> {
            try {
                told.accept(act(HeldMessages.read(new String(note, StandardCharsets.UTF_8))));
            } catch (UncheckedIOException | NumberFormatException noRecord) {
                // Another program's.
            }
        };
        broker.nodes().subscribe(Topic.RECORDS, listener);
        return () -> broker.nodes().unsubscribe(Topic.RECORDS, listener);
    }

    /**
     * Reads records, the newest first; see {@link ModerationStore}.
     *
     * @param user only those of this user, or about it; null for all
     */
    public CompletionStage<List<Entry>> read(ModerationStore.Log log, String user, String before, int limit) {
        return read(log, user, before, limit, List.of());
    }

    private CompletionStage<List<Entry>> read(
            ModerationStore.Log log, String user, String before, int limit, List<Entry> have) {
        int most = user == null ? limit : AT_ONCE;
        return broker.moderation().records(log, before, most).thenCompose(found -> {
            List<Entry> all = new ArrayList<>(have);
            for (ModerationStore.Entry entry : found) {
                ModerationRecord record = act(HeldMessages.read(entry.record()));
                boolean fits = user == null
                        || user.equals(record.by())
                        || user.equals(record.about().user());
                if (fits && all.size() < limit) {
                    all.add(new Entry(entry.id(), record));
                }
            }
            return all.size() == limit || found.size() < most
                    ? CompletableFuture.completedFuture(all)
                    : read(log, user, found.get(most - 1).id(), limit, all);
        });
    }

    private static Map<String, String> fields(ModerationRecord act) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("at", Long.toString(act.at()));
        fields.put("by", act.by());
        fields.put("door", act.door());
        fields.put("room", act.room());
        fields.put("action", act.action());
        fields.put("user", act.about().user());
        fields.put("seq", number(act.about().seq()));
        fields.put("until", number(act.about().until()));
        fields.put("reason", act.about().reason());
        return fields;
    }

    private static String number(long value) {
        return value == 0 ? null : Long.toString(value);
    }

    private static ModerationRecord act(Map<String, String> fields) {
        return new ModerationRecord(
                Long.parseLong(fields.get("at")),
                fields.get("by"),
                fields.get("door"),
                fields.get("room"),
                fields.get("action"),
                new ModerationRecord.About(
                        fields.get("user"),
                        Long.parseLong(fields.getOrDefault("seq", "0")),
                        Long.parseLong(fields.getOrDefault("until", "0")),
                        fields.get("reason")));
    }
}
