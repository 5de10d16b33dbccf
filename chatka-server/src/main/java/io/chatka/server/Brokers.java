package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.broker.Broker;
import io.chatka.broker.EmbeddedBroker;
import io.chatka.config.ChatSettings;
import java.time.Clock;

/** Opens the broker that the settings ask for. */
final class Brokers {
    private Brokers() {}

    static Broker open(Config config, ChatSettings chat) {
        return new EmbeddedBroker(
                Clock.systemUTC(), System::nanoTime, chat.embeddedRetention(), chat.embeddedIdleRooms());
    }

    /** For the line at the start. */
    static String describe(Config config) {
        return "embedded (this node stands alone, and a restart forgets every room)";
    }
}
