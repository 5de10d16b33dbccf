package io.chatka.internal.redis;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The channels that somebody listens to on this node. Any thread, but for {@link #forgetUnwanted}. */
final class Feeds {
    private final Keys keys;

    /** By channel. Entries come and go atomically with their listeners. */
    private final Map<String, Feed> byChannel = new ConcurrentHashMap<>();

    Feeds(Keys keys) {
        this.keys = keys;
    }

    /** @param listener adds a listener to the feed, which exists from then on */
    Feed attach(String name, Consumer<Feed> listener) {
        return byChannel.compute(keys.channel(name), (channel, present) -> {
            Feed feed = present != null ? present : new Feed(name, channel);
            listener.accept(feed);
            return feed;
        });
    }

    /** The feed of a room or another topic, or null if nobody listens to it. */
    Feed of(String name) {
        return byChannel.get(keys.channel(name));
    }

    Feed ofChannel(String channel) {
        return byChannel.get(channel);
    }

    Collection<Feed> all() {
        return byChannel.values();
    }

    /** Drops the feed, unless somebody has come to listen. On the loop. */
    void forgetUnwanted(Feed feed) {
        byChannel.computeIfPresent(
                feed.channel, (channel, present) -> present == feed && !feed.wanted() ? null : present);
    }
}
