package io.chatka.internal.redis;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The channels that have listeners on this node. Any thread, except {@link #forgetUnwanted}. */
final class TopicFeeds {
    private final Keys keys;

    /** By channel. An entry is added and removed in one atomic step with its listeners. */
    private final Map<String, TopicFeed> byChannel = new ConcurrentHashMap<>();

    TopicFeeds(Keys keys) {
        this.keys = keys;
    }

    /** @param attachment adds a listener to the feed, which is created if it is missing */
    TopicFeed attach(String name, Consumer<TopicFeed> attachment) {
        return byChannel.compute(keys.channel(name), (channel, present) -> {
            TopicFeed feed = present != null ? present : new TopicFeed(name, channel);
            attachment.accept(feed);
            return feed;
        });
    }

    /** The feed of a room or another topic, or null if nobody listens to it. */
    TopicFeed of(String name) {
        return byChannel.get(keys.channel(name));
    }

    TopicFeed ofChannel(String channel) {
        return byChannel.get(channel);
    }

    Collection<TopicFeed> all() {
        return byChannel.values();
    }

    /** Drops the feed, unless it has a new listener. On the loop. */
    void forgetUnwanted(TopicFeed feed) {
        byChannel.computeIfPresent(
                feed.channel, (channel, present) -> present == feed && !feed.wanted() ? null : present);
    }
}
