package io.chatka.internal.node;

import io.chatka.ReloadReport;
import io.chatka.api.ConfigException;
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
 * ready; {@code /metrics} for Prometheus, if the program around the node has such a page; {@code
 * /top}, the heaviest rooms and users; {@code POST /reload}.
 */
final class AdminPort implements AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final ReloadReport NO_SOURCE = new ReloadReport(
            List.of(),
            List.of(),
            List.of(),
            List.of("this node is embedded: its program gave it the configuration, and can reload it"));

    /** The admin port may use one in this number of the descriptors that clients do not get. */
    private static final int RESERVE_PART = 16;

    private static final int FEWEST_CONNECTIONS = 4;
    private static final int MOST_CONNECTIONS = 64;

    /** Null if the admin port is off. */
    private final AdminServer server;

    private AdminPort(AdminServer server) {
        this.server = server;
    }

    /**
     * @param top what {@code /top} answers
     * @throws ConfigException if the address may not be listened at
     * @throws io.chatka.api.ListenException if it cannot be listened at now
     */
    static AdminPort open(NodeSettings.Admin settings, Health health, Given.Watching watching, Supplier<byte[]> top) {
        if (settings.port() < 0) {
            return new AdminPort(null);
        }
        List<AdminPage> pages = new ArrayList<>();
        pages.add(new AdminPage("/live", Kind.AT_ONCE, () -> health(health.at("/live"))));
        pages.add(new AdminPage("/ready", Kind.AT_ONCE, () -> health(health.at("/ready"))));
        if (watching.metricsPage() != null) {
            pages.add(new AdminPage("/metrics", Kind.FIGURES, () -> figures(watching.metricsPage())));
        }
        pages.add(new AdminPage("/top", Kind.FIGURES, () -> Answer.json(200, top.get())));
        pages.add(new AdminPage("/reload", Kind.ACTION, () -> reloaded(watching.reload())));
        return new AdminPort(
                AdminServer.start(settings.host(), settings.port(), connections(settings.descriptorReserve()), pages));
    }

    static int connections(int descriptorReserve) {
        return Math.min(MOST_CONNECTIONS, Math.max(FEWEST_CONNECTIONS, descriptorReserve / RESERVE_PART));
    }

    /** -1 if the admin port is off. */
    int port() {
        return server == null ? -1 : server.port();
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

    private static Answer reloaded(Supplier<ReloadReport> reload) {
        ReloadReport report = reload == null ? NO_SOURCE : reload.get();
        return Answer.json(report.taken() ? 200 : 422, ReloadJson.of(report));
    }
}
