package io.chatka.internal.redis;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is, as {@code redis-cli -u} understands it. The client library's own parser is too
 * lenient: it takes {@code redis_1:6380} for a host name, and replaces a port that is no number by
 * the default one.
 *
 * @param verify how the node checks the server's certificate, if it uses TLS
 * @param user null for the default one
 * @param password null for none
 * @param host a name or an address, an IPv6 address without its brackets
 */
record RedisUrl(boolean tls, SslVerifyMode verify, String user, String password, String host, int port, int database) {
    private static final String FORM =
            "redis[s]://[[user]:password@]host[:port][/database], such as redis://localhost:6379";
    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_PORT = 65_535;

    private static final String HOST = "\\[(?<ipv6>[0-9a-fA-F:.]+(?:%[\\w.%-]+)?)]|(?<name>[A-Za-z0-9._-]+)";
    private static final Pattern URL = Pattern.compile("(?<scheme>redis|rediss)://(?:(?<credentials>[^@/?#\\s]*)@)?(?:"
            + HOST + ")(?::(?<port>\\d{1,5}))?(?:/(?<database>\\d{0,9}))?(?:\\?(?<query>[^#\\s]*))?");
    private static final Pattern SCHEME = Pattern.compile("(?<scheme>[a-zA-Z][a-zA-Z0-9+.-]*)://.*", Pattern.DOTALL);

    /** A host without a scheme. Errors repeat no other text, since it may contain a password. */
    private static final Pattern WITHOUT_SCHEME = Pattern.compile("(?:" + HOST + ")(?::\\d{1,5})?(?:/\\d*)?");

    /**
     * @throws IllegalArgumentException with one line that says what would be right, without the
     *     password
     */
    static RedisUrl parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException(refusal(text));
        }
        int port = url.group("port") == null ? DEFAULT_PORT : Integer.parseInt(url.group("port"));
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(wrong("names port " + port + ", and ports are from 1 to " + MAX_PORT));
        }
        boolean tls = url.group("scheme").equals("rediss");
        String user = null;
        String password = null;
        String credentials = url.group("credentials");
        if (credentials != null && !credentials.isEmpty()) {
            int colon = credentials.indexOf(':');
            // A lone word is the password, as for redis-cli.
            user = colon > 0 ? decoded(credentials.substring(0, colon)) : null;
            password = decoded(credentials.substring(colon + 1));
        }
        String host = url.group("ipv6") == null
                ? url.group("name")
                : url.group("ipv6").replace("%25", "%");
        String database = url.group("database");
        SslVerifyMode verify = SslVerifyMode.FULL;
        int number = database == null || database.isEmpty() ? 0 : Integer.parseInt(database);
        String query = url.group("query");
        if (query != null && !query.isEmpty()) {
            verify = verifyMode(query);
        }
        return new RedisUrl(tls, verify, user, password, host, port, number);
    }

    /** Host and port, for people to read. */
    String address() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** For the client library. */
    RedisURI uri(Duration timeout) {
        RedisURI uri = new RedisURI(host, port, timeout);
        uri.setDatabase(database);
        uri.setSsl(tls);
        uri.setVerifyPeer(verify);
        uri.setClientName("chatka");
        if (user != null) {
            uri.setAuthentication(user, password.toCharArray());
        } else if (password != null && !password.isEmpty()) {
            uri.setAuthentication(password.toCharArray());
        }
        return uri;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return address();
    }

    private static String refusal(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.matches()) {
            return WITHOUT_SCHEME.matcher(text).matches() ? wrong("has no scheme: write redis://" + text) : wrong(null);
        }
        return switch (scheme.group("scheme").toLowerCase(Locale.ROOT)) {
            case "redis+cluster", "rediss+cluster", "redis-cluster" ->
                wrong("names a Redis Cluster, and redis+cluster:// is planned but not supported by this version;"
                        + " use a single Redis, or a proxy that speaks to the cluster");
            case "redis+sentinel", "rediss+sentinel", "redis-sentinel", "rediss-sentinel" ->
                wrong("names a Sentinel, which this version does not ask; use the address of the primary, or of a proxy"
                        + " that follows it");
            case "redis-socket", "redis+socket", "unix" ->
                wrong("names a Unix socket, and this version speaks TCP only; let Redis listen at a port of loopback");
            case "redis", "rediss" ->
                text.indexOf('@') != text.lastIndexOf('@')
                        ? wrong("has more than one @; write those in user and password as %40")
                        : wrong(null);
            default -> wrong(null);
        };
    }

    /** @param fault null to name only the right form */
    private static String wrong(String fault) {
        return "the Redis URL " + (fault == null ? "" : fault + "; it ") + "has to be of the form " + FORM;
    }

    private static SslVerifyMode verifyMode(String query) {
        String[] pair = query.split("=", 2);
        if (pair.length == 2 && pair[0].equalsIgnoreCase("verifyPeer")) {
            for (SslVerifyMode mode : SslVerifyMode.values()) {
                if (mode.name().equalsIgnoreCase(pair[1])) {
                    return mode;
                }
            }
        }
        throw new IllegalArgumentException(
                wrong("has an unknown option; options are ?verifyPeer=full, ?verifyPeer=ca and ?verifyPeer=none"));
    }

    /** RFC 3986, 2.1; a plus is a plus. */
    private static String decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream plain = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                plain.write(bytes[i]);
                continue;
            }
            int high = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 <= bytes.length - 1 ? Character.digit(bytes[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException(
                        wrong("has a % in user or password without two hexadecimal digits; write it as %25"));
            }
            plain.write(high << 4 | low);
            i += 2;
        }
        return plain.toString(StandardCharsets.UTF_8);
    }
}
