package io.chatka.verify.fault;

import io.chatka.tools.Node;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All that may go wrong in a cluster, to choose from at random. */
public final class Faults {
    private static final long NODE_STOP_MILLIS = 60_000;

    private final Cluster cluster;
    private final List<Node> mortal;
    private final SplittableRandom random;
    private final List<Supplier<Fault>> kinds = new ArrayList<>();

    /** @param spared number of nodes, the first ones, that are frozen but never ended */
    public Faults(Cluster cluster, long seed, int spared) {
        this.cluster = cluster;
        this.mortal = cluster.nodes().subList(spared, cluster.nodes().size());
        this.random = new SplittableRandom(seed);
        clients();
        if (cluster.redis() != null) {
            redis();
            redisLinks();
        }
        if (!mortal.isEmpty()) {
            ends();
        }
        if (!cluster.nodes().isEmpty()) {
            kinds.add(this::frozen);
        }
    }

    /** One fault, or two at once. */
    public List<Fault> next() {
        Fault first = any();
        if (random.nextInt(3) > 0) {
            return List.of(first);
        }
        Fault second = any();
        while (second.what().equals(first.what())) {
            second = any();
        }
        return List.of(first, second);
    }

    private Fault any() {
        return kinds.get(random.nextInt(kinds.size())).get();
    }

    private long millis(int least, int most) {
        return random.nextInt(least, most);
    }

    private void redis() {
        Redis redis = cluster.redis();
        Supplier<Fault> killed = () -> Fault.redisKilled(redis).lasting(millis(0, 700));
        kinds.add(killed);
        kinds.add(killed);
        kinds.add(() -> Fault.redisEmptied(redis).lasting(millis(0, 300)));
        kinds.add(() -> Fault.of("Redis frozen", "redis", redis::freeze, redis::thaw)
                .delays()
                .lasting(millis(100, 2_800)));
        kinds.add(() ->
                Fault.once("Pub/Sub connections killed", "pubsub", () -> tell("CLIENT", "KILL", "TYPE", "pubsub")));
        kinds.add(() -> Fault.once("all connections to Redis killed", "pubsub", () -> {
            tell("CLIENT", "KILL", "TYPE", "normal");
            tell("CLIENT", "KILL", "TYPE", "pubsub");
        }));
        kinds.add(() -> Fault.once("scripts of Redis forgotten", "pubsub", () -> tell("SCRIPT", "FLUSH")));
    }

    /** Redis may be away just then, by another fault. */
    private void tell(String... words) {
        try {
            cluster.redis().ask(words);
        } catch (UncheckedIOException away) {
            // then there is nothing to kill
        }
    }

    private void redisLinks() {
        kinds.add(() -> {
            int node = random.nextInt(cluster.redisLinks().size());
            return links("Redis link of node " + node, cluster.redisLinks().get(node));
        });
        kinds.add(() -> links("Redis links of all nodes", cluster.redisLinks().toArray(Proxy[]::new)));
    }

    private void clients() {
        Supplier<Fault> kind = () -> {
            int node = random.nextInt(cluster.clientLinks().size());
            return links("client links of node " + node, cluster.clientLinks().get(node));
        };
        kinds.add(kind);
    }

    private Fault links(String name, Proxy... links) {
        List<Proxy> all = List.of(links);
        return switch (random.nextInt(5)) {
            case 0 ->
                of(name, " cut", all, Faults::cut, link -> link.refuse(false)).lasting(millis(50, 800));
            case 1 -> of(name, " reset", all, Proxy::reset, link -> {});
            case 2 ->
                of(name, " silent", all, link -> link.hold(true), link -> link.hold(false))
                        .delays()
                        .lasting(millis(100, 2_500));
            case 3 -> {
                long late = millis(20, 200);
                yield of(name, " slow by " + late + " ms", all, link -> link.delay(late), link -> link.delay(0))
                        .delays()
                        .lasting(millis(300, 1_000));
            }
            default ->
                of(name, " half-open", all, Proxy::halfOpen, Proxy::dropHalfOpen)
                        .lasting(millis(50, 500));
        };
    }

    private static Fault of(String name, String how, List<Proxy> links, Consumer<Proxy> begin, Consumer<Proxy> repair) {
        return Fault.of(name + how, name, () -> links.forEach(begin), () -> links.forEach(repair));
    }

    private static void cut(Proxy link) {
        link.refuse(true);
        link.cut();
    }

    private void ends() {
        boolean forgetting = cluster.forgetful();
        kinds.add(() -> Fault.killed(any(mortal)).lasting(millis(0, 300)).forgetting(forgetting));
        kinds.add(() -> {
            Node node = any(mortal);
            return Fault.restarted(node, () -> stop(node)).forgetting(forgetting);
        });
    }

    private Fault frozen() {
        Node node = any(cluster.nodes());
        return Fault.of(node.name() + " frozen", "nodes", node::freeze, node::thaw)
                .delays()
                .lasting(millis(100, 1_500));
    }

    private static void stop(Node node) {
        int exit = node.terminate(NODE_STOP_MILLIS);
        if (exit != 0) {
            throw new IllegalStateException(node.name() + " ended with " + exit + " after SIGTERM, not with 0");
        }
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
