package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.flag;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.internal.permission.Permissions;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What users may do who came without grants of their own. */
public final class AuthSettings {
    static final Section AUTH = new Section("Permissions", "chatka.auth");

    /** Whether clients may come without a token. */
    public enum Guests {
        /** On a loopback address. Elsewhere the start stops, and somebody has to decide. */
        LOCAL,
        ON,
        OFF
    }

    public static final Setting<Guests> GUESTS = AUTH.setting("guests", "local", oneOf(Guests.class))
            .newConnections()
            .means("Whether clients may come without a token. `local`: yes, as long as the server listens on a loopback"
                    + " address and trusts no proxy; otherwise the start stops until this is `on` or `off`.");

    private static final Kind<Grants> GRANTS = new Kind<>(
            "grants by room",
            "grants by room, such as { \"*\" = [join, say], \"staff-*\" = [] }, or \"*=join,say staff-*=\"",
            true,
            AuthSettings::grants);

    private static final Setting<Grants> MEMBER = AUTH.setting("member-grants", "*=join,say", GRANTS)
            .newConnections()
            .means("What users without grants of their own may do, by room or by the start of one: `join`, `say`,"
                    + " `moderate`; the most specific entry that fits a room applies.");
    private static final Setting<Grants> GUEST =
            AUTH.setting("guest-grants", "*=join,say", GRANTS).newConnections().means("The same for guests.");

    public static final Setting<Boolean> TOKEN_IN_QUERY = AUTH.setting("token-in-query", "off", flag())
            .newConnections()
            .means(
                    "Whether a token may be in the address: `/ws?token=...`. Addresses are in the access logs of proxies.");
    public static final Setting<String> PROXY_HEADER = AUTH.setting("proxy-header", "", text())
            .newConnections()
            .means("The header in which a trusted proxy names the user, by id; the client is that user, unless it"
                    + " brings a token. Empty for none. The proxy has to remove the header from clients' requests.");
    public static final Setting<String> GUEST_KEY_FILE = AUTH.setting("guest-key-file", "", text())
            .means("A file with the key that guests' tokens are signed with, at least 32 bytes; the node makes it if it"
                    + " does not exist. Empty: the key is in Redis, or ends with a node that has no Redis.");

    private AuthSettings() {}

    static Permissions permissions(Config config) {
        return new Permissions(MEMBER.in(config), GUEST.in(config));
    }

    private static Grants grants(Config config, String path) {
        Map<String, Set<Grant>> byPattern = new HashMap<>();
        if (config.getValue(path).valueType() == ConfigValueType.OBJECT) {
            config.getObject(path)
                    .forEach((pattern, list) -> byPattern.put(
                            pattern, words(String.join(",", list.atKey("grants").getStringList("grants")))));
        } else {
            for (String entry : config.getString(path).trim().split(" +")) {
                int equals = entry.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("an entry is PATTERN=GRANT,GRANT, such as live:*=join,say");
                }
                byPattern.put(entry.substring(0, equals), words(entry.substring(equals + 1)));
            }
        }
        return Grants.of(byPattern);
    }

    private static Set<Grant> words(String list) {
        Set<Grant> grants = EnumSet.noneOf(Grant.class);
        for (String word : list.isBlank() ? new String[0] : list.split(",")) {
            try {
                grants.add(Grant.valueOf(word.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "there is no grant " + word.trim() + "; there are join, say, moderate");
            }
        }
        return grants;
    }
}
