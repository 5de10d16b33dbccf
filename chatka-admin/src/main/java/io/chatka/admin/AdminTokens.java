package io.chatka.admin;

import com.typesafe.config.Config;
import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.ConfigException;
import io.chatka.api.Credentials;
import io.chatka.jwt.JwtAuthenticator;
import io.chatka.jwt.JwtSettings;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Tokens of the application's operators (RFC 7519) in place of keys. They are signed with the keys of
 * the chat's tokens, but have an audience and a claim of their own, so that a chat token opens nothing
 * here. Thread-safe.
 */
final class AdminTokens implements AutoCloseable {
    static final String ROLE_CLAIM = "admin_role";
    private static final String REALM = "chatka.admin.jwt";

    private final JwtAuthenticator tokens;

    /** The same, but for tokens that were revoked. */
    private final Authenticator authenticator;

    /**
     * @param revocable adds that tokens can be revoked
     * @throws ConfigException if there is no key to check tokens with
     */
    AdminTokens(Config config, String audience, UnaryOperator<Authenticator> revocable) {
        JwtSettings chat = JwtSettings.read(config);
        if (chat.keys().isEmpty()) {
            throw new ConfigException(
                    REALM, REALM + " is on, and there is no key to check tokens with; set one of chatka.auth.jwt");
        }
        JwtSettings.Terms terms = new JwtSettings.Terms(
                chat.terms().issuer(),
                audience,
                chat.terms().leeway(),
                chat.terms().maxLife());
        JwtSettings.Claims names = chat.claims();
        JwtSettings.Claims claims =
                new JwtSettings.Claims(names.user(), names.name(), names.avatar(), ROLE_CLAIM, names.rooms());
        this.tokens = new JwtAuthenticator(new JwtSettings(chat.keys(), terms, claims));
        this.authenticator = revocable.apply(tokens);
    }

    /** Whether this looks like a token; a key has no dots. */
    static boolean isToken(String bearer) {
        return bearer.chars().filter(character -> character == '.').count() == 2;
    }

    /** The key that a token stands for; fails with {@link Problem}. */
    CompletionStage<AdminKey> key(String token) {
        return authenticator
                .authenticate(new Credentials(token, null, null, null))
                .thenApply(AdminTokens::key);
    }

    private static AdminKey key(Authentication judged) {
        if (judged instanceof Authentication.Accepted accepted) {
            String role = accepted.user().role();
            for (Role each : Role.values()) {
                if (each.name().toLowerCase(Locale.ROOT).equals(role)) {
                    return new AdminKey(accepted.user().id(), new byte[0], each);
                }
            }
            throw Problem.of(403, "the token needs the claim \"" + ROLE_CLAIM + "\": read, moderate or admin");
        }
        Authentication.Refused refused = (Authentication.Refused) judged;
        throw refused.reason() == Authentication.Reason.UNAVAILABLE
                ? Problem.of(503, refused.message())
                : Problem.unauthorized(refused.message());
    }

    @Override
    public void close() {
        tokens.close();
    }
}
