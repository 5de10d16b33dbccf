package io.chatka.verify.fault;

import io.chatka.tools.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nodes, their Redis, and a proxy on every link: one between each node and Redis, one between the
 * clients and each node. Or, around servers that somebody else runs, only the latter.
 */
public final class Cluster implements AutoCloseable {
    private final Redis redis;
    private final boolean guest;
    private final List<Redis> more = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Proxy> redisLinks = new ArrayList<>();
    private final List<Proxy> clientLinks = new ArrayList<>();
    private Balancer balancer;

    /**
     * What is to be started.
     *
     * @param redis the {@code redis-server}; null for the broker inside the only node
     * @param balancer the {@code haproxy} in front of all nodes; null for none
     */
    public record Plan(int nodes, Server server, String redis, String balancer) {
        /**
         * How each node is started.
         *
         * @param command the words that start a server
         * @param settings {@code key=value}; later ones win over earlier ones
         */
        public record Server(List<String> command, List<String> settings, Map<String, String> environment) {}

        private Plan with(Server other) {
            return new Plan(nodes, other, redis, balancer);
        }

        /** The same with more settings. */
        public Plan with(String... more) {
            List<String> all = new ArrayList<>(server.settings);
            all.addAll(List.of(more));
            return with(new Server(server.command, all, server.environment));
        }

        /** The same with servers that are started by other words. */
        public Plan withCommand(List<String> words) {
            return with(new Server(words, server.settings, server.environment));
        }

        public Plan withEnvironment(Map<String, String> other) {
            return with(new Server(server.command, server.settings, other));
        }

        /** The same behind a balancer. */
        public Plan behind(String haproxy) {
            return new Plan(nodes, with(Balancer.SETTINGS.toArray(String[]::new)).server, redis, haproxy);
        }
    }

    /** @param guest whether Redis is somebody else's, and so outlives this */
    private Cluster(Redis redis, boolean guest) {
        this.redis = redis;
        this.guest = guest;
    }

    /** Starts all of it, and waits until the nodes take connections. */
    public static Cluster start(Plan plan, Path directory) {
        Redis redis = plan.redis() == null ? null : new Redis(plan.redis(), directory.resolve("redis"));
        return start(new Cluster(redis, false), plan, 0, directory);
    }

    /**
     * Another installation on the same Redis.
     *
     * @param database that its nodes use
     * @param directory for its logs; made if it is not there
     */
    public Cluster beside(Plan plan, int database, Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(new Cluster(redis, true), plan, database, directory);
    }

    private static Cluster start(Cluster cluster, Plan plan, int database, Path directory) {
        try {
            for (int i = 0; i < plan.nodes(); i++) {
                cluster.add("node " + i, plan, database, directory);
            }
            cluster.nodes.forEach(Node::start);
            cluster.nodes.forEach(Node::ready);
            if (plan.balancer() != null) {
                cluster.balancer = Balancer.start(plan.balancer(), cluster.nodes, directory);
                cluster.clientLinks.add(Proxy.to(cluster.balancer.address()));
            }
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Servers that run already. */
    public static Cluster around(List<InetSocketAddress> servers) {
        Cluster cluster = new Cluster(null, false);
        servers.forEach(server -> cluster.clientLinks.add(Proxy.to(server)));
        return cluster;
    }

    private void add(String name, Plan plan, int database, Path directory) {
        Proxy link = redis == null ? null : Proxy.toRedis(redis.address());
        if (link != null) {
            redisLinks.add(link);
        }
        List<String> server = new ArrayList<>(plan.server().command());
        if (link != null) {
            server.addAll(
                    List.of("--redis", "redis://127.0.0.1:" + link.address().getPort() + '/' + database));
        }
        plan.server().settings().forEach(setting -> server.addAll(List.of("--set", setting)));
        Node node = new Node(name, server, plan.server().environment(), directory);
        nodes.add(node);
        if (plan.balancer() == null) {
            clientLinks.add(Proxy.to(node.address()));
        }
    }

    /** Null if there is none, or it is not ours. */
    public Redis redis() {
        return redis;
    }

    /** One more Redis of the same kind, which no node knows yet. It is ended with the cluster. */
    public Redis another(String name) {
        Redis one = redis.another(name);
        more.add(one);
        return one;
    }

    /** Those that were started here. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Between each node and Redis; empty without one. */
    public List<Proxy> redisLinks() {
        return redisLinks;
    }

    /** In front of the nodes; null if there is none. */
    public Balancer balancer() {
        return balancer;
    }

    /** Between the clients and each node, or the one balancer. */
    public List<Proxy> clientLinks() {
        return clientLinks;
    }

    /** Whether nothing that a node acked survives its end. */
    public boolean forgetful() {
        return redis == null;
    }

    @Override
    public void close() {
        clientLinks.forEach(Proxy::close);
        if (balancer != null) {
            balancer.close();
        }
        nodes.forEach(Node::close);
        redisLinks.forEach(Proxy::close);
        more.forEach(Redis::close);
        if (redis != null && !guest) {
            redis.close();
        }
    }
}
