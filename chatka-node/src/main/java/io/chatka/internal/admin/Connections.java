package io.chatka.internal.admin;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The connections of the admin port, up to a maximum. One more evicts the one that has waited
 * longest for its client. If the port refused it instead, idle connections could keep out the
 * orchestrator that asks whether this node is live.
 *
 * <p>Clients that do not read their answers keep at most half of the places. So at least half
 * remain for new connections, and each of these is read before as many others have come.
 *
 * <p>Only for the event loop of the admin port.
 */
final class Connections {
    private final int most;
    private final Set<AdminConnection> waiting = new LinkedHashSet<>();
    private final Set<AdminConnection> answering = new LinkedHashSet<>();

    Connections(int most) {
        this.most = most;
    }

    void opened(AdminConnection connection) {
        if (waiting.size() + answering.size() >= most) {
            Iterator<AdminConnection> longest = (answering.size() > most / 2 ? answering : waiting).iterator();
            AdminConnection evicted = longest.next();
            longest.remove();
            evicted.close();
        }
        waiting.add(connection);
    }

    /** The connection waits for a request, so evicting it loses nothing. */
    void waiting(AdminConnection connection) {
        if (answering.remove(connection)) {
            waiting.add(connection);
        }
    }

    void answering(AdminConnection connection) {
        if (waiting.remove(connection)) {
            answering.add(connection);
        }
    }

    void closeAll() {
        List<AdminConnection> all = new ArrayList<>(waiting);
        all.addAll(answering);
        all.forEach(AdminConnection::close);
    }

    void closed(AdminConnection connection) {
        waiting.remove(connection);
        answering.remove(connection);
    }
}
