package io.chatka.verify.fault;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nodes, their Redis, and a proxy on every link: one between each node and Redis, one between the clients and each node.
 * Or, around servers that somebody else runs, only the latter.
 */
public final class Cluster implements AutoCloseable {
    private final Redis redis;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Proxy> redisLinks = new ArrayList<>();
    private final List<Proxy> clientLinks = new ArrayList<>();
    private Balancer balancer;

    /**
     * What is to be started.
     *
     * @param server the words that start a server
     * @param redis the {@code redis-server}; null for the broker inside the only node
     * @param settings {@code key=value} for each node
     * @param environment of each node
     * @param balancer the {@code haproxy} that stands in front of all nodes; null for none
     */
    public record Plan(
            int nodes,
            List<String> server,
            String redis,
            List<String> settings,
            Map<String, String> environment,
            String balancer) {
        /** The same behind a balancer. */
        public Plan behind(String haproxy) {
            List<String> all = new ArrayList<>(settings);
            all.addAll(Balancer.SETTINGS);
            return new Plan(nodes, server, redis, all, environment, haproxy);
        }
    }

    private Cluster(Redis redis) {
        this.redis = redis;
    }

    /** Starts all of it, and waits until the nodes take connections. */
    public static Cluster start(Plan plan, Path directory) {
        Cluster cluster =
                new Cluster(plan.redis() == null ? null : new Redis(plan.redis(), directory.resolve("redis")));
        try {
            for (int i = 0; i < plan.nodes(); i++) {
                cluster.add("node " + i, plan, directory);
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
        Cluster cluster = new Cluster(null);
        servers.forEach(server -> cluster.clientLinks.add(Proxy.to(server)));
        return cluster;
    }

    private void add(String name, Plan plan, Path directory) {
        Proxy link = redis == null ? null : Proxy.toRedis(redis.address());
        if (link != null) {
            redisLinks.add(link);
        }
        InetSocketAddress there = link == null ? null : link.address();
        Node node = new Node(name, plan.server(), there, plan.settings(), plan.environment(), directory);
        nodes.add(node);
        if (plan.balancer() == null) {
            clientLinks.add(Proxy.to(node.address()));
        }
    }

    /** Null if there is none, or it is not ours. */
    public Redis redis() {
        return redis;
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
        if (redis != null) {
            redis.close();
        }
    }
}
