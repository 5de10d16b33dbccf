package io.chatka.internal.actor;

import io.chatka.api.Policy;
import io.chatka.api.User;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.permission.CommandNeeds;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import java.util.Locale;

/**
 * Whether a client may do what it asks for, by its grants, the application's {@link Policy} and the
 * limits. Tells the client if not. On the connection's lane only.
 */
final class CommandGate {
    private static final FaultLog FAULTS = FaultLog.of(Policy.class);

    private final Client client;

    CommandGate(Client client) {
        this.client = client;
    }

    /** Whether grants and policy allow the command; if not, refuses it. */
    boolean mayDo(User user, ClientCommand command, String room, Rights rights) {
        CommandNeeds.Need need = CommandNeeds.of(command.getClass());
        String needed;
        if (!rights.has(need.grant())) {
            needed = "you need the grant \"" + need.grant().name().toLowerCase(Locale.ROOT) + "\" in room " + room;
        } else {
            try {
                needed = client.chat
                        .extensions()
                        .policy()
                        .decide(user, need.action(), room)
                        .needed();
            } catch (Throwable fault) {
                FAULTS.report("the application's policy failed; the command is refused", fault);
                client.refuse(
                        command.id(),
                        ErrorCode.INTERNAL,
                        "the server could not check whether you may do this; try again");
                return false;
            }
        }
        if (needed != null) {
            client.refuse(command.id(), ErrorCode.FORBIDDEN, needed);
        }
        return needed == null;
    }

    /**
     * Whether the limits allow the command; if not, refuses it.
     *
     * @param refusal of the limits; null if they allow the command
     */
    boolean within(CommandId id, Refusal refusal) {
        if (refusal != null) {
            client.refuse(id, refusal);
        }
        return refusal == null;
    }
}
