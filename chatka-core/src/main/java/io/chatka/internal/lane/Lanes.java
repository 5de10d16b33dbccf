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
 * <p>Given to the actor system as a setup, together with {@link #dispatchers()} as configuration, it makes each lane a
 * dispatcher: an actor that was spawned with {@link #dispatcherOf} runs in the thread of its lane. What such an actor tells to
 * a connection of the same lane crosses no thread.
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

    /** For a room's actor: its home lane, and a mailbox that is counted. */
    public Props propsOfRoom(String room) {
        return dispatcherOf(homeOf(room)).withMailboxFromConfig(ROOM_MAILBOX);
    }

    /**
     * Declares a dispatcher for each lane, and the rooms' mailbox. The first lane is also the default one, so that the top of the tree runs there: every
     * connect and every join passes it, and on a node of one lane crosses no thread.
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
