package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.ChatkaNode;
import io.chatka.ReloadReport;
import io.chatka.api.ConfigException;
import io.chatka.api.HeldMessage;
import io.chatka.api.ModerationRecord;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.fault.Closing;
import io.chatka.internal.setting.Settings;
import io.chatka.internal.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node. Thread-safe. */
public final class Node implements ChatkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final Parts parts;
    private final CurrentSettings current;
    private final Reloading reloading;
    private final UnaryOperator<Config> whole;
    private final Opened opened;
    private boolean closed;

    /**
     * What the start opened.
     *
     * @param adminPort -1 for none
     * @param closing closes every part
     */
    record Opened(int adminPort, Closing closing) {}

    Node(Parts parts, CurrentSettings current, Reloading reloading, UnaryOperator<Config> whole, Opened opened) {
        this.parts = parts;
        this.current = current;
        this.reloading = reloading;
        this.whole = whole;
        this.opened = opened;
    }

    /** As {@link io.chatka.NodeBuilder#start}. */
    public static Node start(Given given) {
        return start(given, part -> {});
    }

    /**
     * @param opened called with the name of each part as soon as it is open; an exception from it
     *     fails the start
     */
    static Node start(Given given, Consumer<String> opened) {
        ProxyHeaderRule.require(given.config());
        if (given.seams().authenticator() == Extensions.GUESTS) {
            GuestsRule.require(given.config());
        }
        Closing closing = new Closing(opened);
        try {
            return new Assembly(given, closing).assemble();
        } catch (Throwable failed) {
            closing.close();
            throw failed;
        }
    }

    @Override
    public int port() {
        return parts.transport().port();
    }

    @Override
    public int adminPort() {
        return opened.adminPort();
    }

    @Override
    public int connections() {
        return parts.transport().connections();
    }

    @Override
    public CompletionStage<?> usable() {
        return parts.usable();
    }

    @Override
    public CompletionStage<List<HeldMessage>> held(String room) {
        return parts.moderators().held(room);
    }

    @Override
    public CompletionStage<Boolean> approve(String room, String id) {
        return parts.moderators().approve(room, id);
    }

    @Override
    public CompletionStage<Boolean> deny(String room, String id) {
        return parts.moderators().deny(room, id);
    }

    @Override
    public CompletionStage<Map<String, ModerationRecord>> acts(String before, int limit) {
        return parts.moderators().acts(before, limit);
    }

    @Override
    public CompletionStage<Void> revokeUser(String id) {
        return parts.moderators().revokeUser(id);
    }

    @Override
    public CompletionStage<Void> revokeToken(String id) {
        return parts.moderators().revokeToken(id);
    }

    @Override
    public ReloadReport reload(Config config) {
        Settings settings = NodeSettings.settings();
        Settings.Checked checked;
        try {
            checked = settings.check(whole.apply(config));
        } catch (ConfigException unknownKey) {
            checked = new Settings.Checked(settings, current.config(), List.of(unknownKey), List.of());
        }
        return reload(checked, effective -> {});
    }

    /**
     * Like {@link #reload(Config)}, for a program that has read and checked its settings itself.
     *
     * @param taken called with the configuration that is in use from now on
     */
    public ReloadReport reload(Settings.Checked wanted, Consumer<Config> taken) {
        return reloading.reload(wanted, taken);
    }

    public Transport transport() {
        return parts.transport();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            Draining.drain(parts, current.settings().drain());
            discard();
            LOG.info("stopped");
        }
    }

    /** Closes at once, without a drain: clients lose their connections and get no notice. */
    public synchronized void discard() {
        closed = true;
        opened.closing().close();
    }
}
