package io.chatka.internal.metrics;

/**
 * Every meter of a node. docs/operations/watch.md has the same table; tests compare the two, and
 * both with the meters of a running node.
 */
enum MeterName {
    CONNECTIONS("chatka.connections", Kind.GAUGE, "", "", "Open WebSocket connections"),
    CONNECTIONS_LIMIT("chatka.connections.limit", Kind.GAUGE, "", "", "Highest number of connections"),
    CONNECTIONS_CONGESTED(
            "chatka.connections.congested",
            Kind.GAUGE,
            "",
            "",
            "Connections with more queued than `chatka.limits.queued`"),
    CONNECTIONS_OPENED("chatka.connections.opened", Kind.COUNTER, "", "", "Handshakes that became a connection"),
    CONNECTIONS_CLOSED(
            "chatka.connections.closed",
            Kind.COUNTER,
            "",
            "reason",
            "Closed connections; `slow`: the client read too slowly, `normal`: the client closed, `lost`: the connection broke without a close"),
    LIMITED(
            "chatka.limited",
            Kind.COUNTER,
            "",
            "limit",
            "Requests refused by a limit: `messages`, `bytes` (of messages), `joins`, `histories`, `memory` (handshakes and joins while it is short), `handshakes`, `connections`, `addresses`"),
    REJECTED(
            "chatka.rejected",
            Kind.COUNTER,
            "",
            "reason",
            "Connections refused before their session: `tls`, an incomplete handshake; `proxy`, no header from a proxy that must send one; `origin`, a page that is not in `server.allowed-origins`; `headers`, more than `limits.headers`"),
    CERTIFICATE_EXPIRES(
            "chatka.tls.certificate.expires",
            Kind.GAUGE,
            "seconds",
            "",
            "When the certificate in use expires, as Unix time; 0 without TLS"),
    ERRORS("chatka.errors", Kind.COUNTER, "", "code", "Errors sent to clients, by code"),
    ROOMS("chatka.rooms", Kind.GAUGE, "", "", "Rooms on this node"),
    JOINS("chatka.joins", Kind.COUNTER, "", "", "Successful joins"),
    RECOVERIES(
            "chatka.recoveries",
            Kind.COUNTER,
            "",
            "outcome",
            "Joins of clients that were in the room before: `complete` if they got all that they had missed, else `incomplete`"),
    FILTERED(
            "chatka.filtered",
            Kind.COUNTER,
            "",
            "action",
            "Messages in which a filter found something, by what became of them"),
    MESSAGES("chatka.messages", Kind.COUNTER, "", "", "Messages of clients that passed the limits"),
    PUBLISH_LATENCY(
            "chatka.publish.latency",
            Kind.TIMER,
            "seconds",
            "",
            "From handing a message to the broker until its answer"),
    PUBLISH_FAILURES(
            "chatka.publish.failures",
            Kind.COUNTER,
            "",
            "",
            "Messages that the broker did not take; their senders got an error"),
    DELIVERIES("chatka.deliveries", Kind.COUNTER, "", "", "Messages written to members, once for each member"),
    DELIVERY_LATENCY(
            "chatka.delivery.latency",
            Kind.TIMER,
            "seconds",
            "",
            "From the arrival of a message at this node until an event loop has written it to its last member; one observation for each batch"),
    DROPPED(
            "chatka.deliveries.dropped",
            Kind.COUNTER,
            "",
            "",
            "Messages not written because the member reads too slowly"),
    GAPS("chatka.gaps", Kind.COUNTER, "", "", "Gaps sent to slow members"),
    FAULTS(
            "chatka.faults",
            Kind.COUNTER,
            "",
            "",
            "Faults in the server that were caught; each costs one connection at most"),
    MISSED("chatka.messages.missed", Kind.COUNTER, "", "", "Messages that rooms on this node missed"),
    INTERCEPTED(
            "chatka.intercepted",
            Kind.COUNTER,
            "",
            "outcome",
            "Messages that the application's interceptor decided on, by outcome"),
    OBSERVER_DROPPED(
            "chatka.observer.dropped",
            Kind.COUNTER,
            "",
            "",
            "Events dropped because the application's observer was too slow"),
    RECEIVED(
            "chatka.received",
            Kind.COUNTER,
            "bytes",
            "",
            "Text frames from clients, without headers, before compression"),
    SENT("chatka.sent", Kind.COUNTER, "bytes", "", "Text frames to clients, without headers, before compression"),
    QUEUED(
            "chatka.queued",
            Kind.GAUGE,
            "bytes",
            "",
            "Memory that waits for all sockets; bytes that members share count once for each event loop"),
    QUEUED_MOST("chatka.queued.most", Kind.GAUGE, "bytes", "", "Memory that waits for the socket with the most"),
    MAILBOXES("chatka.mailboxes", Kind.GAUGE, "", "", "Messages in the mailboxes of all rooms"),
    LOOP_LAG("chatka.loop.lag", Kind.TIMER, "seconds", "", "Delay of a regular task on the event loops"),
    LOOP_SILENCE(
            "chatka.loop.silence",
            Kind.GAUGE,
            "seconds",
            "",
            "Time since the event loop that is furthest behind ran its regular task"),
    BROKER_UP("chatka.broker.up", Kind.GAUGE, "", "", "1 if the broker takes messages, else 0"),
    BROKER_HEARING("chatka.broker.hearing", Kind.GAUGE, "", "", "1 if the node hears what it publishes, else 0"),
    BROKER_ROUND_TRIP(
            "chatka.broker.round.trip",
            Kind.TIMER,
            "seconds",
            "",
            "From publishing a note to itself until the node hears it"),
    BROKER_STRAYS(
            "chatka.broker.strays",
            Kind.COUNTER,
            "",
            "kind",
            "Messages on rooms' channels that do not belong to this installation and were dropped: of another `form`, or"
                    + " of an `epoch` that the room does not confirm"),
    CLUSTER_NODES(
            "chatka.cluster.nodes", Kind.GAUGE, "", "", "Nodes that announced themselves lately, this one included"),
    CLUSTER_FREE("chatka.cluster.free", Kind.GAUGE, "", "", "Connections that the other nodes can still take"),
    MEMORY_LIVE(
            "chatka.memory.live", Kind.GAUGE, "percent", "", "Percent of the heap in use after the last collection"),
    READY("chatka.ready", Kind.GAUGE, "", "", "1 if this node takes new clients, else 0"),
    NETWORK_RECEIVED(
            "chatka.network.received",
            Kind.COUNTER,
            "bytes",
            "interface",
            "Bytes received by the machine's network interfaces: `loopback`, or all `other` ones together (Linux)"),
    NETWORK_SENT("chatka.network.sent", Kind.COUNTER, "bytes", "interface", "Bytes sent by them"),
    NETWORK_RECEIVED_PACKETS(
            "chatka.network.received.packets", Kind.COUNTER, "", "interface", "Packets received by them"),
    NETWORK_SENT_PACKETS("chatka.network.sent.packets", Kind.COUNTER, "", "interface", "Packets sent by them");

    enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    final String dotted;
    final Kind kind;
    final String unit;

    /** The label, or empty. */
    final String label;

    final String meaning;

    MeterName(String dotted, Kind kind, String unit, String label, String meaning) {
        this.dotted = dotted;
        this.kind = kind;
        this.unit = unit;
        this.label = label;
        this.meaning = meaning;
    }

    /** Its name at {@code /metrics}. */
    String prometheus() {
        String name = dotted.replace('.', '_');
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            name += "_" + unit;
        }
        return kind == Kind.COUNTER ? name + "_total" : name;
    }
}
