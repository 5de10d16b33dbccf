package io.chatka.internal.program;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.moderation.ActRecords;
import io.chatka.internal.moderation.Acts;
import io.chatka.internal.moderation.HeldMessages;
import io.chatka.internal.moderation.Posts;
import io.chatka.internal.protocol.CommandDecoder;
import io.chatka.internal.sanction.ClusterSanctions;

/**
 * What operations are made of.
 *
 * @param checks the rules for messages
 */
public record Tools(
        Broker broker, Asking asking, ClusterSanctions sanctions, Moderating moderating, CommandDecoder checks) {

    /** What changes rooms. */
    public record Moderating(Acts acts, Posts posts, HeldMessages held, ActRecords records) {}

    Acts acts() {
        return moderating.acts();
    }

    Posts posts() {
        return moderating.posts();
    }

    HeldMessages held() {
        return moderating.held();
    }

    ActRecords records() {
        return moderating.records();
    }
}
