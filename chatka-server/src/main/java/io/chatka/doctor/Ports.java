package io.chatka.doctor;

import io.chatka.internal.transport.ListenFailures;
import io.chatka.internal.transport.TransportSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the ports are free, and which process has them if not. */
final class Ports implements Check {
    private final TransportSettings settings;
    private final String adminHost;
    private final int adminPort;

    /** @param adminPort -1 for none */
    Ports(TransportSettings settings, String adminHost, int adminPort) {
        this.settings = settings;
        this.adminHost = adminHost;
        this.adminPort = adminPort;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        findings.add(look("port", settings.listen().host(), settings.listen().port(), "port"));
        if (adminPort >= 0) {
            findings.add(look("admin port", adminHost, adminPort, "admin-port"));
        }
        return findings;
    }

    private static Finding look(String name, String host, int port, String setting) {
        if (port == 0) {
            return Finding.ok(name, "any free port");
        }
        try (ServerSocket socket = new ServerSocket()) {
            // As the server does: a connection that has just ended does not stand in the way.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return Finding.ok(name, host + ":" + port + " is free");
        } catch (IOException | RuntimeException refused) {
            String remedy = ListenFailures.explain(refused, port, setting);
            String holder = remedy.startsWith("the port is in use") ? Listeners.at(port) : "";
            return Finding.problem(
                    name,
                    host + ":" + port + " cannot be bound" + (holder.isEmpty() ? "" : ": " + holder + " has it"),
                    remedy);
        }
    }
}
