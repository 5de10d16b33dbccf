package io.chatka.internal.transport;

import io.chatka.internal.meter.NodeMeter;

/** What the connections of a transport share. */
record ConnectionContext(
        TransportSettings settings, NodeMeter meter, Subprotocol subprotocol, DirectWriter directWriter) {

    /** For new connections, after a change of the settings. */
    ConnectionContext with(TransportSettings others, Subprotocol spoken) {
        return new ConnectionContext(others, meter, spoken, directWriter);
    }
}
