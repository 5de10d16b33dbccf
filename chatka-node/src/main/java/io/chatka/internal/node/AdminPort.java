package io.chatka.internal.node;

import io.chatka.api.ConfigException;
import io.chatka.internal.admin.AdminDoor;
import io.chatka.internal.admin.AdminPage;
import io.chatka.internal.admin.AdminPage.Kind;
import io.chatka.internal.admin.AdminServer;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.transport.Health;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The pages of the admin port: {@code /live}; {@code /ready}, with the reasons if the node is not
 * ready; {@code /metrics} for Prometheus, if the program around the node has such a page; and those
 * of the API.
 */
final class AdminPort implements AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** The admin port may use one in this number of the descriptors that clients do not get. */
    private static final int RESERVE_PART = 16;

    private static final int FEWEST_CONNECTIONS = 4;
    private static final int MOST_CONNECTIONS = 64;

    /** Null if the admin port is off. */
    private final AdminServer server;

    private final AdminDoor door;

    private AdminPort(AdminServer server, AdminDoor door) {
        this.server = server;
        this.door = door;
    }

    /**
     * @param door the API; closed with the port
     * @throws ConfigException if the address may not be listened at
     * @throws io.chatka.api.ListenException if it cannot be listened at now
     */
    static AdminPort open(NodeSettings.Admin settings, Health health, Given.Watching watching, AdminDoor door) {
        if (settings.port() < 0) {
            return new AdminPort(null, door);
        }
        List<AdminPage> pages = new ArrayList<>();
        pages.add(new AdminPage("/live", Kind.AT_ONCE, () -> health(health.at("/live"))));
        pages.add(new AdminPage("/ready", Kind.AT_ONCE, () -> health(health.at("/ready"))));
        if (watching.metricsPage() != null) {
            pages.add(new AdminPage("/metrics", Kind.FIGURES, () -> figures(watching.metricsPage())));
        }
        AdminServer server = AdminServer.start(
                settings.host(), settings.port(), connections(settings.descriptorReserve()), pages, door);
        return new AdminPort(server, door);
    }

    static int connections(int descriptorReserve) {
        return Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, descriptorReserve / RESERVE_PART));
    }

    /** -1 if the admin port is off. */
    int port() {
        return server == null ? -1 : server.port();
    }

    /** See {@link AdminDoor#logIn}. */
    String logIn() {
        return door.logIn();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }

    private static Answer health(Health.Page page) {
        return Answer.json(page.status(), page.json());
    }

    private static Answer figures(Supplier<String> metricsPage) {
        return new Answer(200, PROMETHEUS, metricsPage.get().getBytes(StandardCharsets.UTF_8));
    }
}
