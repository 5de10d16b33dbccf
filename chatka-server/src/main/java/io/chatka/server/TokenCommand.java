package io.chatka.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.jwt.JwtSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chatka token}: makes a token with the configured secret. */
@Command(
        name = "token",
        description = "Make a token for a user with the configured secret, and print it.",
        sortOptions = false,
        footer = {"", "What a token is: docs/authentication.md."})
final class TokenCommand implements Callable<Integer> {
    @Option(names = "--user", required = true, paramLabel = "ID", description = "The user's id.")
    private String user;

    @Option(names = "--name", paramLabel = "NAME", description = "The user's name.")
    private String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "member, moderator or admin.")
    private String role;

    @Option(
            names = "--room",
            paramLabel = "ROOM=GRANTS",
            description = "What the user may do in a room, or in those that begin so: 'vip-*=join,say'. Repeatable.")
    private List<String> rooms = List.of();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it is valid (default: ${DEFAULT-VALUE}).")
    private String validFor;

    @Option(names = "--jti", paramLabel = "ID", description = "The token's own id, by which it can be revoked.")
    private String tokenId;

    @Mixin
    private ServerOptions options;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        JwtSettings settings = JwtSettings.read(options.load());
        if (settings.keys().secrets().isEmpty()) {
            throw new ConfigException("there is no secret to sign with; set chatka.auth.jwt.secret or secret-file, with"
                    + " --config or --set");
        }
        System.out.println(token(settings));
        return 0;
    }

    private String token(JwtSettings settings) {
        long now = System.currentTimeMillis() / 1000;
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put(settings.claims().user(), user);
        put(claims, settings.claims().name(), name);
        put(claims, settings.claims().role(), role);
        if (!rooms.isEmpty()) {
            claims.put(settings.claims().rooms(), grants());
        }
        put(claims, "iss", settings.terms().issuer());
        put(claims, "aud", settings.terms().audience());
        put(claims, "jti", tokenId);
        claims.put("iat", now);
        claims.put("exp", now + time().toSeconds());
        try {
            JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
            token.sign(new MACSigner(settings.keys().secrets().get(0)));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void put(Map<String, Object> claims, String claim, String value) {
        if (value != null) {
            claims.put(claim, value);
        }
    }

    private Map<String, List<String>> grants() {
        Map<String, List<String>> grants = new LinkedHashMap<>();
        for (String room : rooms) {
            int equals = room.indexOf('=');
            if (equals < 1) {
                throw new ConfigException("--room has to be ROOM=GRANTS, such as 'vip-*=join,say', and not " + room);
            }
            List<String> words =
                    new ArrayList<>(List.of(room.substring(equals + 1).split(",")));
            for (String word : words) {
                if (!List.of("join", "say", "moderate").contains(word)) {
                    throw new ConfigException("--room: there is no grant " + word + "; there are join, say, moderate");
                }
            }
            grants.put(room.substring(0, equals), words);
        }
        return grants;
    }

    private Duration time() {
        try {
            Config value = ConfigFactory.parseMap(Map.of("time", validFor));
            Duration time = value.getDuration("time");
            if (time.compareTo(Duration.ofSeconds(1)) >= 0) {
                return time;
            }
        } catch (com.typesafe.config.ConfigException noTime) {
            // Told below.
        }
        throw new ConfigException("--for has to be a time of at least 1s, such as 30m or 12h, and not " + validFor);
    }
}
