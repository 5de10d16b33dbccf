package io.chatka.internal.redis;

import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;

/**
 * Notes over Redis Pub/Sub. Each topic has a channel; a room's presence uses the channel of its
 * events.
 */
final class RedisNodeChannel implements NodeChannel {
    private final Pipeline pipeline;
    private final Subscriptions subscriptions;
    private final Keys keys;

    RedisNodeChannel(Pipeline pipeline, Subscriptions subscriptions, Keys keys) {
        this.pipeline = pipeline;
        this.subscriptions = subscriptions;
        this.keys = keys;
    }

    @Override
    public void send(Topic topic, byte[] note) {
        byte[] envelope = Envelope.note(note);
        String channel = keys.channel(topic.name());
        pipeline.submit(envelope.length, commands -> commands.publish(channel, envelope), receivers -> receivers);
    }

    @Override
    public void subscribe(Topic topic, NoteListener listener) {
        subscriptions.subscribe(topic, listener);
    }

    @Override
    public void unsubscribe(Topic topic, NoteListener listener) {
        subscriptions.unsubscribe(topic, listener);
    }
}
