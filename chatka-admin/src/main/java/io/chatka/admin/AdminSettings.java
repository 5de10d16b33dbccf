package io.chatka.admin;

import static io.chatka.internal.setting.Kind.flag;
import static io.chatka.internal.setting.Kind.objects;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the API.
 *
 * @param keys empty: the node makes one for this run
 * @param hosts names that a {@code Host} may have besides those of loopback
 * @param metricsKey whether {@code /metrics} needs a key
 * @param audience of tokens that stand for keys; null if none do
 */
record AdminSettings(List<AdminKey> keys, Set<String> hosts, boolean metricsKey, String audience) {
    private static final String PATH = "chatka.admin";
    private static final Section ADMIN = new Section("Admin API", PATH, AdminSettings::read);

    private static final Setting<List<AdminKey>> KEYS = ADMIN.setting(
                    "keys", "[]", objects().map(AdminSettings::keys).hidden())
            .means("Keys of the API: `[{ name = backend, key-file = /etc/chatka/backend.key, role = moderate }]`. In"
                    + " place of `key-file` there may be `key` or `key-sha256` (in hexadecimal). A key has at least 16"
                    + " characters; roles are `read`, `moderate` and `admin`. Without keys, the node makes one for"
                    + " this run.");
    private static final Setting<List<String>> HOSTS = ADMIN.setting("hosts", "[]", texts())
            .means("Names by which the admin port may be called, besides addresses and `localhost`; other names get"
                    + " 421.");
    private static final Setting<Boolean> METRICS_KEY =
            ADMIN.setting("metrics-key", "off", flag()).means("Whether `/metrics` needs a key.");
    private static final Setting<Boolean> JWT = ADMIN.setting("jwt", "off", flag())
            .means("Whether a token may take the place of a key. It is checked as a token of `chatka.auth.jwt`, by the"
                    + " keys that were there at the start, and needs the audience `jwt-audience` and the claim"
                    + " `admin_role` with the role.");
    private static final Setting<String> JWT_AUDIENCE = ADMIN.setting("jwt-audience", "chatka-admin", text())
            .means("What the `aud` of such a token has to contain.");
    private static final Setting<Boolean> INSECURE = ADMIN.setting("insecure", "off", flag())
            .means("Whether the admin port may listen off loopback, where others can read keys on their way. Put a"
                    + " proxy with TLS before it.");

    private static final Setting<String> NAME =
            new Section("", PATH).setting("name", "", text()).means("");
    private static final Setting<Role> ROLE =
            new Section("", PATH).setting("role", "", oneOf(Role.class)).means("");
    private static final Set<String> FIELDS = new TreeSet<>(Set.of("name", "key", "key-file", "key-sha256", "role"));
    private static final Config NONE =
            ConfigFactory.parseString("key = \"\", \"key-file\" = \"\", \"key-sha256\" = \"\"");

    static final List<Section> SECTIONS = List.of(ADMIN);

    /** @throws ConfigException if a setting cannot be used */
    static AdminSettings read(Config config) {
        List<AdminKey> keys = KEYS.in(config);
        requireSafe(config);
        return new AdminSettings(keys, Set.copyOf(HOSTS.in(config)), METRICS_KEY.in(config), audience(config));
    }

    private static String audience(Config config) {
        String audience = JWT_AUDIENCE.in(config);
        if (audience.isEmpty()) {
            throw new ConfigException(
                    JWT_AUDIENCE.key(),
                    JWT_AUDIENCE.key() + " is empty, so that each token of a user would do; let it be chatka-admin");
        }
        return JWT.in(config) ? audience : null;
    }

    private static void requireSafe(Config config) {
        String host = NodeSettings.ADMIN_HOST.in(config);
        if (NodeSettings.ADMIN_PORT.in(config) >= 0 && !INSECURE.in(config) && !isLoopback(host)) {
            throw new ConfigException(
                    INSECURE.key(),
                    NodeSettings.ADMIN_HOST.key() + " is " + host + ", where others can read keys on their way; let it"
                            + " be 127.0.0.1 and put a proxy with TLS before it, or set " + INSECURE.key() + " = on");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static List<AdminKey> keys(List<? extends Config> objects) {
        List<AdminKey> keys = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Config given : objects) {
            String where = PATH + ".keys[" + keys.size() + "]";
            for (String field : given.root().keySet()) {
                require(
                        FIELDS.contains(field),
                        where + " has no " + field + "; there are " + String.join(", ", FIELDS));
            }
            Config each = given.withFallback(NONE);
            String name = NAME.inObject(each, where);
            require(name.matches("[A-Za-z0-9._-]{1,64}"), where + ".name has to be 1 to 64 letters, digits and . _ -");
            require(names.add(name), where + ".name is there twice: " + name);
            keys.add(new AdminKey(name, hash(each, where), ROLE.inObject(each, where)));
        }
        return List.copyOf(keys);
    }

    private static byte[] hash(Config each, String where) {
        String key = each.getString("key");
        String file = each.getString("key-file");
        String sha256 = each.getString("key-sha256");
        long given = List.of(key, file, sha256).stream()
                .filter(text -> !text.isEmpty())
                .count();
        require(given == 1, where + " needs one of key, key-file and key-sha256");
        if (!sha256.isEmpty()) {
            require(sha256.matches("[0-9a-fA-F]{64}"), where + ".key-sha256 has to be 64 hexadecimal digits");
            return HexFormat.of().parseHex(sha256);
        }
        String text = file.isEmpty() ? key : content(file, where);
        require(
                text.length() >= AdminKey.MIN_LENGTH,
                where + " has a key of " + text.length() + " characters, and it has to have at least "
                        + AdminKey.MIN_LENGTH + "; make one with: openssl rand -hex 32");
        return AdminKey.hash(text);
    }

    private static String content(String file, String where) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigException(
                    PATH + ".keys", where + ": cannot read " + file + "; name a file that this process may read");
        }
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new ConfigException(PATH + ".keys", fault);
        }
    }
}
