package io.chatka.internal.node;

import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.cluster.Peers;
import io.chatka.internal.program.Tools;
import io.chatka.internal.transport.Transport;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The parts of a running node that are used after the start.
 *
 * @param usable completes when the broker can be used for the first time
 */
record Parts(
        Transport transport,
        ActorRef<ChatSupervisor.Command> actors,
        NodeHealth health,
        MemoryGuard memory,
        Peers peers,
        Tools tools,
        CompletionStage<?> usable) {}
