package io.chatka.internal.lane;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.internal.meter.NodeMeter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;

/**
 * All lanes of a node, and the way for actors to run on them.
 *
 * <p>The actor system gets this object as a setup, and {@link #dispatchers()} as configuration.
 * Each lane is then a dispatcher: an actor that was spawned with {@link #dispatcherOf} runs on its
 * lane's thread, and its calls to a connection of that lane cross no thread.
 */
public final class Lanes extends Setup {
    private static final String PREFIX = "chatka.lane-";
    private static final String ROOM_MAILBOX = "chatka.room-mailbox";

    private final List<Lane> lanes;
    private final NodeMeter meter;

    /** @param lanes in the order of their index */
    public Lanes(List<? extends Lane> lanes, NodeMeter meter) {
        this.lanes = List.copyOf(lanes);
        this.meter = meter;
    }

    NodeMeter meter() {
        return meter;
    }

    public int count() {
        return lanes.size();
    }

    Lane get(int index) {
        return lanes.get(index);
    }

    /** The lane that a room's actor runs on: always the same for the same name. */
    public Lane homeOf(String room) {
        int hash = room.hashCode();
        // The low bits of similar names are alike.
        return lanes.get(Math.floorMod(hash ^ (hash >>> 16), lanes.size()));
    }

    public static DispatcherSelector dispatcherOf(Lane lane) {
        return DispatcherSelector.fromConfig(PREFIX + lane.index());
    }

    /** Props of a room's actor: its home lane, and a counted mailbox. */
    public Props propsOfRoom(String room) {
        return dispatcherOf(homeOf(room)).withMailboxFromConfig(ROOM_MAILBOX);
    }

    /**
     * Declares a dispatcher for each lane, and the rooms' mailbox. The first lane is also the
     * default dispatcher, so the supervisor runs there: on a node with one lane, connects and joins
     * cross no thread.
     */
    public Config dispatchers() {
        Map<String, Object> dispatchers = new HashMap<>();
        for (int index = 0; index < lanes.size(); index++) {
            dispatchers.put(PREFIX + index, dispatcher(index));
        }
        dispatchers.put(ROOM_MAILBOX, Map.of("mailbox-type", CountedMailbox.class.getName()));
        dispatchers.put("pekko.actor.default-dispatcher", dispatcher(0));
        return ConfigFactory.parseMap(dispatchers, "lanes");
    }

    private static Map<String, Object> dispatcher(int lane) {
        return Map.of(
                "type",
                "Dispatcher",
                "executor",
                LaneExecutorConfigurator.class.getName(),
                "lane",
                lane,
                // Messages that one actor may take before the next one on this lane has its turn.
                "throughput",
                64,
                "shutdown-timeout",
                "1s");
    }
}
