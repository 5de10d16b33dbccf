package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.Caller;
import io.chatka.ChatkaNode;
import io.chatka.Operations;
import io.chatka.ReloadReport;
import io.chatka.Reply;
import io.chatka.Room;
import io.chatka.Rooms;
import io.chatka.Users;
import io.chatka.api.ConfigException;
import io.chatka.api.ModerationRecord;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.fault.Closing;
import io.chatka.internal.program.ProgramOperations;
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
    private final Reloading reloading;
    private final UnaryOperator<Config> whole;
    private final Opened opened;
    private final Operations program;
    private boolean closed;

    /**
     * What the start opened.
     *
     * @param closing closes every part
     */
    record Opened(AdminPort admin, NodeDrain drain, Closing closing) {}

    Node(Parts parts, Reloading reloading, UnaryOperator<Config> whole, Opened opened) {
        this.parts = parts;
        this.reloading = reloading;
        this.whole = whole;
        this.opened = opened;
        this.program = as(Caller.PROGRAM);
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
        return opened.admin().port();
    }

    /** Where the console opens once, without a key; null if there is none. */
    public String consoleAddress() {
        String path = opened.admin().logIn();
        return path == null ? null : "http://127.0.0.1:" + adminPort() + path;
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
    public Operations as(Caller caller) {
        return new ProgramOperations(parts.tools(), caller);
    }

    @Override
    public Rooms rooms() {
        return program.rooms();
    }

    @Override
    public Room room(String name) {
        return program.room(name);
    }

    @Override
    public Users users() {
        return program.users();
    }

    @Override
    public CompletionStage<Reply<List<NodeReport>>> cluster() {
        return program.cluster();
    }

    @Override
    public CompletionStage<Reply<List<NodeHour>>> lastHour() {
        return program.lastHour();
    }

    @Override
    public CompletionStage<Map<String, ModerationRecord>> audit(String user, String before, int limit) {
        return program.audit(user, before, limit);
    }

    @Override
    public CompletionStage<Map<String, ModerationRecord>> reports(String before, int limit) {
        return program.reports(before, limit);
    }

    @Override
    public Runnable watch(Consumer<ModerationRecord> told) {
        return program.watch(told);
    }

    @Override
    public ReloadReport reload(Config config) {
        Settings settings = NodeSettings.settings();
        Settings.Checked checked;
        try {
            checked = settings.check(whole.apply(config));
        } catch (ConfigException unknownKey) {
            checked = new Settings.Checked(settings, reloading.config(), List.of(unknownKey), List.of());
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
    public void drain() {
        opened.drain().begin();
    }

    @Override
    public void close() {
        if (!isClosed()) {
            opened.drain().complete();
            end();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void end() {
        if (!closed) {
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
