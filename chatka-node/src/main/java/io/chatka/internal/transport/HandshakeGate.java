package io.chatka.internal.transport;

import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.meter.NodeMeter.Limit;
import io.netty.channel.Channel;
import java.net.InetAddress;

/** Decides whether one more client may connect now, and counts those that do. Thread-safe. */
final class HandshakeGate {
    private final Admission admission;
    private final Health health;
    private final NodeMeter meter;

    HandshakeGate(Admission admission, Health health, NodeMeter meter) {
        this.admission = admission;
        this.health = health;
        this.meter = meter;
    }

    /**
     * Counts the socket's client as connected until the socket closes.
     *
     * @param client the client's own address, not a proxy's
     * @return null, or why the client has to try again later
     */
    String enter(Channel socket, InetAddress client) {
        if (health.starting()) {
            return "this node is not ready yet";
        }
        if (health.shortOfMemory()) {
            return limited(Limit.MEMORY, "this node is short of memory");
        }
        if (!admission.tryHandshake(System.nanoTime())) {
            return limited(Limit.HANDSHAKES, "too many clients are connecting at once");
        }
        if (!admission.addresses().tryOpen(client)) {
            return limited(Limit.ADDRESSES, "your address has reached its limit of connections");
        }
        if (!admission.tryOpenConnection()) {
            admission.addresses().closed(client);
            return limited(Limit.CONNECTIONS, "this node has reached its limit of connections");
        }
        socket.closeFuture().addListener(closed -> {
            admission.connectionClosed();
            admission.addresses().closed(client);
        });
        return null;
    }

    private String limited(Limit limit, String why) {
        meter.limited(limit);
        return why;
    }
}
