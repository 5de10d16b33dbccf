package io.chatka.jwt;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.text;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How tokens are judged.
 *
 * @param claims the names of the claims that say who the user is
 */
public record JwtSettings(Keys keys, Terms terms, Claims claims) {

    /**
     * The keys of those who sign tokens.
     *
     * @param secrets shared ones, each of at least 32 bytes
     * @param jwks a URL or a file with a JSON Web Key Set (RFC 7517); null for none
     */
    public record Keys(List<byte[]> secrets, List<PublicKey> publicKeys, String jwks) {
        public static final Keys NONE = new Keys(List.of(), List.of(), null);

        public boolean isEmpty() {
            return secrets.isEmpty() && publicKeys.isEmpty() && jwks == null;
        }
    }

    /**
     * What a token has to satisfy, besides its signature.
     *
     * @param issuer of its {@code iss}; null for any
     * @param audience that its {@code aud} has to contain; null for any
     * @param leeway for clocks that differ
     * @param maxLife a token that lives longer is refused
     */
    public record Terms(String issuer, String audience, Duration leeway, Duration maxLife) {}

    /** Names of claims. */
    public record Claims(String user, String name, String avatar, String role, String rooms) {}

    /** RFC 7518, section 3.2: at least as long as the hash of HS256. */
    static final int MIN_SECRET_BYTES = 32;

    private static final Section JWT = new Section("Tokens", "chatka.auth.jwt", JwtSettings::read);

    private static final Setting<String> SECRET = JWT.setting("secret", "", text().hidden())
            .atOnce()
            .means("A secret of at least 32 bytes, shared with the application that makes the tokens (HS256; HS384 from"
                    + " 48 bytes, HS512 from 64).");
    private static final Setting<List<String>> SECRETS = JWT.setting("secrets", "[]", texts().hidden())
            .atOnce()
            .means("Several, to replace one without a break: add the new one, sign with it, remove the old one.");
    private static final Setting<String> SECRET_FILE = JWT.setting("secret-file", "", text())
            .atOnce()
            .means("A file with a secret; a line end at its end does not count.");
    private static final Setting<List<String>> PUBLIC_KEYS = JWT.setting("public-keys", "[]", texts())
            .atOnce()
            .means("PEM files with public keys: RSA (RS256 to PS512), EC (ES256 to ES512) or Ed25519 (EdDSA).");
    private static final Setting<String> JWKS = JWT.setting("jwks", "", text())
            .atOnce()
            .means(
                    "The URL or the file of a JSON Web Key Set. The node reads it every 5 minutes, and when a token has a"
                            + " `kid` that it does not know, at most every 30 s.");
    private static final Setting<String> ISSUER =
            JWT.setting("issuer", "", text()).atOnce().means("The `iss` that a token needs; empty for any.");
    private static final Setting<String> AUDIENCE = JWT.setting("audience", "", text())
            .atOnce()
            .means("What the `aud` of a token has to contain; empty for anything.");
    private static final Setting<Duration> LEEWAY = JWT.setting("leeway", "30s", duration("0s", "10m"))
            .atOnce()
            .means("How far the clocks of this node and of the application may differ.");
    private static final Setting<Duration> MAX_LIFE = JWT.setting("max-life", "30d", duration("1m", "3650d"))
            .atOnce()
            .means("The node refuses a token that lives longer.");
    private static final Setting<String> USER =
            JWT.setting("claims.user", "sub", text()).atOnce().means("The claim with the user's id.");
    private static final Setting<String> NAME =
            JWT.setting("claims.name", "name", text()).atOnce().means("The claim with the user's name.");
    private static final Setting<String> AVATAR = JWT.setting("claims.avatar", "picture", text())
            .atOnce()
            .means("The claim with the address of the user's picture.");
    private static final Setting<String> ROLE = JWT.setting("claims.role", "role", text())
            .atOnce()
            .means("The claim with the user's role: `member` (also without the claim), `moderator` or `admin`.");
    private static final Setting<String> ROOMS = JWT.setting("claims.rooms", "rooms", text())
            .atOnce()
            .means(
                    "The claim with the user's grants by room: `{\"lobby\": [\"join\", \"say\"], \"vip-*\": [\"join\"]}`.");

    public static final List<Section> SECTIONS = List.of(JWT);

    /**
     * Reads the settings, and the files of keys.
     *
     * @throws ConfigException if a setting or a key cannot be used
     */
    public static JwtSettings read(Config config) {
        return new JwtSettings(
                new Keys(secrets(config), publicKeys(config), orNull(JWKS.in(config))),
                new Terms(
                        orNull(ISSUER.in(config)), orNull(AUDIENCE.in(config)), LEEWAY.in(config), MAX_LIFE.in(config)),
                new Claims(USER.in(config), NAME.in(config), AVATAR.in(config), ROLE.in(config), ROOMS.in(config)));
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static List<byte[]> secrets(Config config) {
        List<byte[]> secrets = new ArrayList<>();
        if (!SECRET.in(config).isEmpty()) {
            secrets.add(secret(SECRET.key(), SECRET.in(config).getBytes(StandardCharsets.UTF_8)));
        }
        for (String each : SECRETS.in(config)) {
            secrets.add(secret(SECRETS.key(), each.getBytes(StandardCharsets.UTF_8)));
        }
        if (!SECRET_FILE.in(config).isEmpty()) {
            String content = content(SECRET_FILE.key(), SECRET_FILE.in(config));
            secrets.add(
                    secret(SECRET_FILE.key(), content.replaceFirst("\\R\\z", "").getBytes(StandardCharsets.UTF_8)));
        }
        return secrets;
    }

    private static byte[] secret(String key, byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new ConfigException(
                    key,
                    key + " has " + secret.length + " bytes, and has to have at least " + MIN_SECRET_BYTES
                            + "; make one with: openssl rand -hex 32");
        }
        return secret;
    }

    private static List<PublicKey> publicKeys(Config config) {
        List<PublicKey> keys = new ArrayList<>();
        for (String file : PUBLIC_KEYS.in(config)) {
            try {
                keys.addAll(PemKeys.read(content(PUBLIC_KEYS.key(), file)));
            } catch (IllegalArgumentException unusable) {
                throw new ConfigException(
                        PUBLIC_KEYS.key(), PUBLIC_KEYS.key() + ": " + file + ": " + unusable.getMessage());
            }
        }
        return keys;
    }

    private static String content(String key, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigException(key, key + ": cannot read " + file + "; name a file that this process may read");
        }
    }
}
