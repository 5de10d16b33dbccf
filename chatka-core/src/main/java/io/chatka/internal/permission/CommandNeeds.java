package io.chatka.internal.permission;

import io.chatka.api.Grant;
import io.chatka.api.Policy;
import io.chatka.internal.protocol.ClientCommand;
import java.util.Map;

/**
 * What each command needs in its room, the one table of that. docs/protocol.md has the same, and a
 * test compares them.
 */
public final class CommandNeeds {
    private static final Need NOTHING = new Need(null, null);

    private static final Map<Class<? extends ClientCommand>, Need> NEEDS = Map.ofEntries(
            Map.entry(ClientCommand.Hello.class, NOTHING),
            Map.entry(ClientCommand.Ping.class, NOTHING),
            Map.entry(ClientCommand.Refresh.class, NOTHING),
            Map.entry(ClientCommand.Leave.class, NOTHING),
            Map.entry(ClientCommand.Join.class, new Need(Grant.JOIN, Policy.Action.JOIN)),
            Map.entry(ClientCommand.History.class, new Need(Grant.JOIN, Policy.Action.HISTORY)),
            Map.entry(ClientCommand.Members.class, new Need(Grant.JOIN, Policy.Action.JOIN)),
            Map.entry(ClientCommand.Typing.class, new Need(Grant.SAY, Policy.Action.SAY)),
            Map.entry(ClientCommand.Say.class, new Need(Grant.SAY, Policy.Action.SAY)),
            // One's own message; another's needs the grant to moderate, which is known later.
            Map.entry(ClientCommand.Delete.class, new Need(Grant.JOIN, Policy.Action.DELETE)),
            Map.entry(ClientCommand.Report.class, new Need(Grant.JOIN, Policy.Action.REPORT)),
            Map.entry(ClientCommand.Moderate.class, new Need(Grant.MODERATE, Policy.Action.MODERATE)));

    /**
     * What one command needs.
     *
     * @param grant null for none
     * @param action that an application's policy is asked about; null for none
     */
    public record Need(Grant grant, Policy.Action action) {}

    private CommandNeeds() {}

    /** @throws IllegalStateException if the table has no row for the command */
    public static Need of(Class<? extends ClientCommand> command) {
        Need need = NEEDS.get(command);
        if (need == null) {
            throw new IllegalStateException("nothing says what " + command + " needs");
        }
        return need;
    }
}
