package io.chatka.internal.metrics;

/**
 * Every meter of this server, by name: the only place where they are. docs/operations.md has the same table, and a test compares
 * them; another one compares with what a running server reports.
 */
enum MeterName {
    CONNECTIONS("chatka.connections", Kind.GAUGE, "", "", "WebSocket connections there are now"),
    CONNECTIONS_LIMIT("chatka.connections.limit", Kind.GAUGE, "", "", "How many there may be"),
    CONNECTIONS_CONGESTED(
            "chatka.connections.congested", Kind.GAUGE, "", "", "Those with more queued than `chatka.limits.queued`"),
    CONNECTIONS_OPENED("chatka.connections.opened", Kind.COUNTER, "", "", "Handshakes that became a connection"),
    CONNECTIONS_CLOSED(
            "chatka.connections.closed",
            Kind.COUNTER,
            "",
            "reason",
            "Ends of connections; `slow` is a reader that was too slow, `normal` the client's own wish, `lost` no word at all"),
    LIMITED(
            "chatka.limited",
            Kind.COUNTER,
            "",
            "limit",
            "What was refused because there was too much of it: `messages`, `bytes` (of messages), `joins`, `histories`, `memory` (handshakes and joins while it is short), `handshakes`, `connections`, `addresses`"),
    REJECTED(
            "chatka.rejected",
            Kind.COUNTER,
            "",
            "reason",
            "What was refused before there was a session: `tls`, no handshake to the end; `proxy`, a proxy that did not say whom it speaks for; `origin`, a page that is not in `server.allowed-origins`; `headers`, more than `limits.headers`"),
    CERTIFICATE_EXPIRES(
            "chatka.tls.certificate.expires",
            Kind.GAUGE,
            "seconds",
            "",
            "When the certificate in use is no longer valid, as Unix time; 0 without TLS"),
    ERRORS("chatka.errors", Kind.COUNTER, "", "code", "Errors that clients were told, by code"),
    ROOMS("chatka.rooms", Kind.GAUGE, "", "", "Rooms on this node"),
    JOINS("chatka.joins", Kind.COUNTER, "", "", "Joins that succeeded"),
    MESSAGES("chatka.messages", Kind.COUNTER, "", "", "Messages of clients that were let through to their room"),
    PUBLISH_LATENCY(
            "chatka.publish.latency",
            Kind.TIMER,
            "seconds",
            "",
            "From a room's giving a message to the broker until the broker has answered"),
    PUBLISH_FAILURES(
            "chatka.publish.failures",
            Kind.COUNTER,
            "",
            "",
            "Messages that the broker did not take; their senders were told"),
    DELIVERIES(
            "chatka.deliveries",
            Kind.COUNTER,
            "",
            "",
            "Messages written to members: each message once for each member"),
    DELIVERY_LATENCY(
            "chatka.delivery.latency",
            Kind.TIMER,
            "seconds",
            "",
            "From this node's hearing of a message until an event loop has written it for the last member; once a batch"),
    DROPPED(
            "chatka.deliveries.dropped",
            Kind.COUNTER,
            "",
            "",
            "Messages not written to a member that reads too slowly"),
    GAPS("chatka.gaps", Kind.COUNTER, "", "", "Gaps that slow members were told of"),
    FAULTS(
            "chatka.faults",
            Kind.COUNTER,
            "",
            "",
            "Faults of ours that were caught, each at the cost of one connection at most"),
    MISSED("chatka.messages.missed", Kind.COUNTER, "", "", "Messages that rooms on this node missed from the broker"),
    RECEIVED(
            "chatka.received",
            Kind.COUNTER,
            "bytes",
            "",
            "Text frames of clients, without headers; as they are before compression"),
    SENT(
            "chatka.sent",
            Kind.COUNTER,
            "bytes",
            "",
            "Text frames towards clients, without headers; as they are before compression"),
    QUEUED(
            "chatka.queued",
            Kind.GAUGE,
            "bytes",
            "",
            "Memory of what waits for all sockets together; bytes that several share count once for each event loop"),
    QUEUED_MOST("chatka.queued.most", Kind.GAUGE, "bytes", "", "What waits for the socket with the most"),
    MAILBOXES("chatka.mailboxes", Kind.GAUGE, "", "", "Messages in the mailboxes of all rooms together"),
    LOOP_LAG(
            "chatka.loop.lag",
            Kind.TIMER,
            "seconds",
            "",
            "How much later than planned event loops come to a regular task"),
    LOOP_SILENCE(
            "chatka.loop.silence",
            Kind.GAUGE,
            "seconds",
            "",
            "How long ago the event loop that is furthest behind did its regular task"),
    BROKER_UP("chatka.broker.up", Kind.GAUGE, "", "", "1 when the broker takes messages, else 0"),
    BROKER_HEARING("chatka.broker.hearing", Kind.GAUGE, "", "", "1 when what is published comes back, else 0"),
    BROKER_ROUND_TRIP(
            "chatka.broker.round.trip",
            Kind.TIMER,
            "seconds",
            "",
            "From publishing a note of this node's own until it is heard"),
    BROKER_STRAYS(
            "chatka.broker.strays",
            Kind.COUNTER,
            "",
            "kind",
            "Messages on rooms' channels that are not of this installation, and were dropped: of another `form`, or of an"
                    + " `epoch` that the room does not confirm"),
    CLUSTER_NODES(
            "chatka.cluster.nodes", Kind.GAUGE, "", "", "Nodes that have been heard of lately, this one included"),
    CLUSTER_FREE("chatka.cluster.free", Kind.GAUGE, "", "", "Connections that the other nodes may still have"),
    MEMORY_LIVE("chatka.memory.live", Kind.GAUGE, "percent", "", "Of the heap, in use after the last collection"),
    READY("chatka.ready", Kind.GAUGE, "", "", "1 when new clients may be sent here, else 0"),
    NETWORK_RECEIVED(
            "chatka.network.received",
            Kind.COUNTER,
            "bytes",
            "interface",
            "What the machine's network interfaces received: `loopback`, or all `other` ones together (Linux)"),
    NETWORK_SENT("chatka.network.sent", Kind.COUNTER, "bytes", "interface", "What they sent"),
    NETWORK_RECEIVED_PACKETS(
            "chatka.network.received.packets", Kind.COUNTER, "", "interface", "Packets that they received"),
    NETWORK_SENT_PACKETS("chatka.network.sent.packets", Kind.COUNTER, "", "interface", "Packets that they sent"),

    CPU_PROCESS("process.cpu.usage", "", "This process's share of all processors, 0 to 1"),
    CPU_PROCESS_TIME("process.cpu.time", Kind.COUNTER, "ns", "", "Processor time of this process"),
    CPU_SYSTEM("system.cpu.usage", "", "Everybody's share of all processors, 0 to 1"),
    CPU_COUNT("system.cpu.count", "", "Processors"),
    LOAD("system.load.average.1m", "", "Load average"),
    FILES_OPEN("process.files.open", Kind.GAUGE, "files", "", "Open file descriptors"),
    FILES_MAX("process.files.max", Kind.GAUGE, "files", "", "How many there may be"),
    UPTIME("process.uptime", Kind.GAUGE, "seconds", "", "Since the start of the process"),
    START_TIME("process.start.time", Kind.GAUGE, "seconds", "", "The start, as Unix time"),
    GC_PAUSE("jvm.gc.pause", Kind.TIMER, "seconds", "action", "Pauses of the collector"),
    GC_CONCURRENT(
            "jvm.gc.concurrent.phase.time", Kind.TIMER, "seconds", "action", "The collector's work beside the program"),
    GC_ALLOCATED("jvm.gc.memory.allocated", Kind.COUNTER, "bytes", "", "Allocated"),
    GC_PROMOTED("jvm.gc.memory.promoted", Kind.COUNTER, "bytes", "", "Grown old"),
    GC_LIVE("jvm.gc.live.data.size", Kind.GAUGE, "bytes", "", "What was in use after the last full collection"),
    GC_MAX("jvm.gc.max.data.size", Kind.GAUGE, "bytes", "", "How large it may become"),
    MEMORY_USED("jvm.memory.used", Kind.GAUGE, "bytes", "area", "Memory in use"),
    MEMORY_COMMITTED("jvm.memory.committed", Kind.GAUGE, "bytes", "area", "Memory taken from the system"),
    MEMORY_MAX("jvm.memory.max", Kind.GAUGE, "bytes", "area", "How much it may become"),
    BUFFERS("jvm.buffer.count", Kind.GAUGE, "buffers", "id", "Buffers outside of the heap"),
    BUFFERS_USED("jvm.buffer.memory.used", Kind.GAUGE, "bytes", "id", "Their size"),
    BUFFERS_CAPACITY("jvm.buffer.total.capacity", Kind.GAUGE, "bytes", "id", "Their capacity"),
    THREADS("jvm.threads.live", Kind.GAUGE, "threads", "", "Threads"),
    THREADS_DAEMON("jvm.threads.daemon", Kind.GAUGE, "threads", "", "Those that keep nobody from ending"),
    THREADS_PEAK("jvm.threads.peak", Kind.GAUGE, "threads", "", "The most there were"),
    THREADS_STARTED("jvm.threads.started", Kind.COUNTER, "threads", "", "How many were ever started"),
    THREADS_STATES("jvm.threads.states", Kind.GAUGE, "threads", "state", "Threads by state");

    enum Kind {
        COUNTER,
        GAUGE,
        TIMER
    }

    final String dotted;
    final Kind kind;
    final String unit;

    /** The label that tells its values apart, or empty. */
    final String label;

    final String meaning;

    MeterName(String dotted, Kind kind, String unit, String label, String meaning) {
        this.dotted = dotted;
        this.kind = kind;
        this.unit = unit;
        this.label = label;
        this.meaning = meaning;
    }

    /** A gauge without a unit. */
    MeterName(String dotted, String label, String meaning) {
        this(dotted, Kind.GAUGE, "", label, meaning);
    }

    /** What it is called at {@code /metrics}. */
    String prometheus() {
        String name = dotted.replace('.', '_');
        if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
            name += "_" + unit;
        }
        return kind == Kind.COUNTER ? name + "_total" : name;
    }
}
