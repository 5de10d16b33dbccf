package io.chatka.internal.sanction;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** The application's authenticator, without the tokens that are revoked. */
public final class RevocationCheck implements Authenticator {
    private final Authenticator authenticator;
    private final ClusterSanctions sanctions;

    public RevocationCheck(Authenticator authenticator, ClusterSanctions sanctions) {
        this.authenticator = authenticator;
        this.sanctions = sanctions;
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        CompletionStage<Authentication> answer = authenticator.authenticate(credentials);
        return answer == null ? null : answer.thenApply(this::check);
    }

    private Authentication check(Authentication answer) {
        return answer instanceof Authentication.Accepted accepted
                        && sanctions.isRevoked(accepted.user().id(), accepted.token())
                ? Authentication.revoked()
                : answer;
    }

    @Override
    public Duration timeLimit() {
        return authenticator.timeLimit();
    }

    @Override
    public Duration longestTokenLife() {
        return authenticator.longestTokenLife();
    }
}
