package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Removal;
import io.chatka.internal.broker.Removed;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanctions;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.broker.StateChanged;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Rooms over Redis: scripts publish and read, Pub/Sub delivers. */
final class RedisRooms implements RoomBroker {
    private final RoomScripts scripts;
    private final ModerationScripts moderation;
    private final Subscriptions subscriptions;
    private final Acceptance acceptance;
    private final Canary canary;
    private final KeptRooms kept;

    RedisRooms(
            RoomScripts scripts,
            ModerationScripts moderation,
            Subscriptions subscriptions,
            Acceptance acceptance,
            Canary canary,
            KeptRooms kept) {
        this.scripts = scripts;
        this.moderation = moderation;
        this.subscriptions = subscriptions;
        this.acceptance = acceptance;
        this.canary = canary;
        this.kept = kept;
    }

    @Override
    public CompletionStage<Receipt> publish(String room, Publication publication) {
        return scripts.publish(room, publication).whenComplete((receipt, failure) -> {
            if (failure == null) {
                acceptance.messageTaken();
            } else if (failure instanceof BrokerUnavailableException unavailable
                    && unavailable.getCause() instanceof RedisFailure.Refused refused
                    && acceptance.messageRefused(refused)) {
                canary.soon();
            }
        });
    }

    @Override
    public CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
        return scripts.history(room, query);
    }

    @Override
    public CompletionStage<StateChanged> change(String room, StateChange change) {
        return moderation.change(room, change);
    }

    @Override
    public CompletionStage<RoomState> state(String room) {
        return moderation.state(room);
    }

    @Override
    public CompletionStage<Standing> standing(String room, String user) {
        return moderation.standing(room, user);
    }

    @Override
    public CompletionStage<Sanctions> sanctions(String room, String after, int limit) {
        return moderation.sanctions(room, after, limit);
    }

    @Override
    public CompletionStage<List<String>> names(String prefix, String after, int limit) {
        return kept.names(prefix, after, limit);
    }

    @Override
    public CompletionStage<Void> refreshNames() {
        return kept.refresh();
    }

    @Override
    public CompletionStage<Removed> remove(String room, Removal removal, Publication event) {
        return moderation.remove(room, removal, event);
    }

    @Override
    public CompletionStage<Head> subscribe(String room, EventListener listener) {
        return subscriptions.subscribe(room, listener);
    }

    @Override
    public void unsubscribe(String room, EventListener listener) {
        subscriptions.unsubscribe(room, listener);
    }
}
