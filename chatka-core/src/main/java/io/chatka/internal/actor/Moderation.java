package io.chatka.internal.actor;

import io.chatka.api.RefusedException;
import io.chatka.api.User;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.moderation.Acts;
import io.chatka.internal.moderation.Moderator;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * What one user does as a moderator, or to its own messages, or reports. Each act ends in one {@link
 * UserActor.Acted}. On the connection's lane; stages complete on any thread.
 */
final class Moderation {
    private static final String DOOR = "client";

    private final Client client;
    private final User user;
    private final Acts acts;

    Moderation(Client client, User user) {
        this.client = client;
        this.user = user;
        this.acts = client.chat.acts();
    }

    void delete(ClientCommand.Delete command, String room, Rights rights) {
        answer(
                command.id(),
                acts.delete(new Moderator(user, rights, DOOR), room, command.seq(), command.epoch(), command.reason()));
    }

    void moderate(ClientCommand.Moderate command, String room, Rights rights) {
        answer(command.id(), acts.act(new Moderator(user, rights, DOOR), room, command.act()));
    }

    void report(ClientCommand.Report command, String room, Rights rights) {
        answer(command.id(), acts.report(new Moderator(user, rights, DOOR), room, command.seq(), command.reason()));
    }

    private void answer(CommandId id, CompletionStage<Void> act) {
        act.whenComplete((done, failure) ->
                client.self.tell(new UserActor.Acted(id, failure == null ? null : refusal(Stages.cause(failure)))));
    }

    private static Refusal refusal(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return Refusal.of(ErrorCode.valueOf(refused.code().toUpperCase(Locale.ROOT)), refused.getMessage());
        } else if (failure instanceof PublishRefusedException refused) {
            return Refusal.of(refused);
        }
        return Refusal.of(BrokerFailures.code(failure), "it is unknown whether this was done; try again");
    }
}
