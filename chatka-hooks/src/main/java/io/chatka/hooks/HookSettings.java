package io.chatka.hooks;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.objects;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.api.MessageInterceptor.Fallback;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of hooks.
 *
 * @param interceptor null for none
 */
public record HookSettings(List<Target> webhooks, Delivery delivery, Asked interceptor) {

    /**
     * Where events go.
     *
     * @param events the types that it gets; empty for all
     */
    record Target(URI url, Signature signature, Set<String> events) {}

    /**
     * @param batch most events in one request
     * @param queue most events that wait for one URL
     * @param timeout of one request
     * @param giveUp after this time without success a batch is dropped
     */
    record Delivery(int batch, int queue, Duration timeout, Duration giveUp) {}

    /** Who decides about messages. */
    record Asked(URI url, Signature signature, Duration budget, Fallback fallback) {}

    private static final String PATH = "chatka.hooks";
    private static final Section HOOKS = new Section("Hooks", PATH, HookSettings::read);

    private static final Setting<List<Target>> WEBHOOKS = HOOKS.setting(
                    "webhooks", "[]", objects().map(HookSettings::targets).hidden())
            .means("Where the node posts what happens on it: `[{ url = \"https://app.example/chat\", secret-file ="
                    + " /etc/chatka/hook.secret, events = [said, moderated] }]`. In place of `secret-file` there may be"
                    + " `secrets`, a list; each is `whsec_` and base64 of 24 to 64 bytes. Without `events`, all.");
    private static final Setting<Integer> BATCH =
            HOOKS.setting("batch", 100, integer(1, 1000)).means("Most events in one request.");
    private static final Setting<Integer> QUEUE = HOOKS.setting("queue", 10_000, integer(1, 1_000_000))
            .means("Events that wait for one URL; the node drops further ones, and counts them.");
    private static final Setting<Duration> TIMEOUT = HOOKS.setting("timeout", "10s", duration("10ms", "5m"))
            .means("How long an answer may take; then the node tries again.");
    private static final Setting<Duration> GIVE_UP = HOOKS.setting("give-up", "1h", duration("1s", "7d"))
            .means("After this time without success the node drops a request's events, and goes on with the next.");
    private static final Setting<String> URL = HOOKS.setting("interceptor.url", "", text())
            .means("Where the node asks about each message before it is published; empty for nobody.");
    private static final Setting<List<String>> SECRETS = HOOKS.setting("interceptor.secrets", "[]", texts().hidden())
            .means("Secrets that sign these requests, as in `webhooks`.");
    private static final Setting<String> SECRET_FILE =
            HOOKS.setting("interceptor.secret-file", "", text()).means("A file with such a secret.");
    private static final Setting<Duration> BUDGET =
            HOOKS.setting("interceptor.budget", "200ms", duration("1ms", "1m")).means("How long a decision may take.");
    private static final Setting<Fallback> FALLBACK = HOOKS.setting(
                    "interceptor.fallback", "deny", oneOf(Fallback.class))
            .means("What becomes of a message without a decision: `allow` publishes it, `deny` tells its sender to try"
                    + " again.");

    private static final Section OBJECT = new Section("", PATH);
    private static final Setting<String> OBJECT_URL =
            OBJECT.setting("url", "", text()).means("");
    private static final Setting<List<String>> OBJECT_SECRETS =
            OBJECT.setting("secrets", "[]", texts().hidden()).means("");
    private static final Setting<String> OBJECT_FILE =
            OBJECT.setting("secret-file", "", text()).means("");
    private static final Setting<List<String>> OBJECT_EVENTS =
            OBJECT.setting("events", "[]", texts()).means("");
    private static final Set<String> FIELDS = new TreeSet<>(Set.of("url", "secrets", "secret-file", "events"));
    private static final Config NOTHING =
            ConfigFactory.parseString("url = \"\", secrets = [], \"secret-file\" = \"\", events = []");

    public static final List<Section> SECTIONS = List.of(HOOKS);

    /**
     * Reads the settings, and the files of secrets.
     *
     * @throws ConfigException if a setting cannot be used
     */
    public static HookSettings read(Config config) {
        return new HookSettings(
                WEBHOOKS.in(config),
                new Delivery(BATCH.in(config), QUEUE.in(config), TIMEOUT.in(config), GIVE_UP.in(config)),
                URL.in(config).isEmpty()
                        ? null
                        : new Asked(
                                url(URL.key(), URL.in(config)),
                                signature(PATH + ".interceptor", SECRETS.in(config), SECRET_FILE.in(config)),
                                BUDGET.in(config),
                                FALLBACK.in(config)));
    }

    private static List<Target> targets(List<? extends Config> objects) {
        List<Target> targets = new ArrayList<>();
        for (Config given : objects) {
            String where = PATH + ".webhooks[" + targets.size() + "]";
            for (String field : given.root().keySet()) {
                if (!FIELDS.contains(field)) {
                    throw new ConfigException(
                            where, where + " has no " + field + "; there are " + String.join(", ", FIELDS));
                }
            }
            Config each = given.withFallback(NOTHING);
            targets.add(new Target(
                    url(where + ".url", OBJECT_URL.inObject(each, where)),
                    signature(where, OBJECT_SECRETS.inObject(each, where), OBJECT_FILE.inObject(each, where)),
                    events(where + ".events", OBJECT_EVENTS.inObject(each, where))));
        }
        return List.copyOf(targets);
    }

    private static Set<String> events(String where, List<String> events) {
        for (String event : events) {
            if (!HookEvents.TYPES.contains(event)) {
                throw new ConfigException(
                        where, where + " has \"" + event + "\"; there are " + String.join(", ", HookEvents.TYPES));
            }
        }
        return Set.copyOf(events);
    }

    private static URI url(String where, String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below.
        }
        throw new ConfigException(
                where, where + " has to be a URL that begins with https:// or http://, without a user");
    }

    private static Signature signature(String where, List<String> secrets, String file) {
        List<String> all = new ArrayList<>(secrets);
        if (!file.isEmpty()) {
            try {
                all.add(Files.readString(Path.of(file)).strip());
            } catch (IOException | InvalidPathException unreadable) {
                throw new ConfigException(
                        where, where + ": cannot read " + file + "; name a file that this process may read");
            }
        }
        if (all.isEmpty()) {
            throw new ConfigException(
                    where, where + " needs secrets or secret-file, so that the receiver knows the node");
        }
        try {
            return Signature.of(all);
        } catch (IllegalArgumentException unusable) {
            throw new ConfigException(where, where + ": " + unusable.getMessage());
        }
    }
}
