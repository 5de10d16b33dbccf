package io.chatka.internal.moderation;

import io.chatka.api.SaidMessage;
import io.chatka.api.User;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.RoomBroker;
import io.chatka.internal.broker.Sender;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.protocol.MessageFrames;
import java.util.concurrent.CompletionStage;

/**
 * Publishes messages that no member of a room says: of moderators, of applications, and messages
 * that have waited. Thread-safe.
 */
public final class Posts {
    private final RoomBroker rooms;

    /** Null for none. */
    private final ObserverQueue observer;

    /**
     * What is said. At least one of text and data is there.
     *
     * @param text null for none
     * @param data JSON; null for none
     * @param announcement whether it stands out
     */
    public record Content(String text, String data, boolean announcement) {}

    public Posts(RoomBroker rooms, ObserverQueue observer) {
        this.rooms = rooms;
        this.observer = observer;
    }

    /**
     * Publishes a message, and tells the observer unless it is a repetition.
     *
     * @param from with the role that the message shows
     * @param key scoped; null for none
     * @param sender whose sanctions and rank count; null if nothing forbids the message
     */
    public CompletionStage<Receipt> publish(String room, User from, Content content, String key, Sender sender) {
        byte[] author = MessageFrames.author(room, from, from.role(), false);
        Publication publication = content.announcement
                ? MessageFrames.announcement(author, content.text, content.data, key, sender)
                : MessageFrames.message(author, content.text, content.data, key, sender);
        return rooms.publish(room, publication).thenApply(receipt -> {
            if (observer != null && !receipt.duplicate()) {
                Position place = receipt.position();
                observer.said(new SaidMessage(room, place.epoch(), place.seq(), from, content.text, content.data));
            }
            return receipt;
        });
    }
}
