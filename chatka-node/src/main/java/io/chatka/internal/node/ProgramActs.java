package io.chatka.internal.node;

import io.chatka.api.HeldMessage;
import io.chatka.api.ModerationRecord;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.moderation.ActRecords;
import io.chatka.internal.moderation.HeldMessages;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What the program around a node does as a moderator; each act is recorded. Thread-safe. */
final class ProgramActs {
    private final ClusterSanctions sanctions;
    private final HeldMessages held;
    private final ActRecords records;

    ProgramActs(Broker broker, ClusterSanctions sanctions, ActRecords records) {
        this.sanctions = sanctions;
        this.held = new HeldMessages(broker);
        this.records = records;
    }

    CompletionStage<List<HeldMessage>> held(String room) {
        return held.in(room);
    }

    CompletionStage<Boolean> approve(String room, String id) {
        return held.approve(room, id, decided("approve"));
    }

    CompletionStage<Boolean> deny(String room, String id) {
        return held.deny(room, id, decided("deny"));
    }

    private Consumer<HeldMessage> decided(String action) {
        return message -> record(message.room(), action, message.user().id(), null);
    }

    CompletionStage<Void> revokeUser(String id) {
        return sanctions.revokeUser(id).thenRun(() -> record("*", "revoke", id, null));
    }

    CompletionStage<Void> revokeToken(String id) {
        return sanctions.revokeToken(id).thenRun(() -> record("*", "revoke", null, "token " + id));
    }

    private void record(String room, String action, String user, String reason) {
        records.add(new ModerationRecord(
                System.currentTimeMillis(),
                null,
                "program",
                room,
                action,
                new ModerationRecord.About(user, 0, 0, reason)));
    }

    CompletionStage<Map<String, ModerationRecord>> acts(String before, int limit) {
        return records.read(before, limit).thenApply(found -> {
            Map<String, ModerationRecord> byId = new LinkedHashMap<>();
            found.forEach(entry -> byId.put(entry.id(), entry.record()));
            return byId;
        });
    }
}
