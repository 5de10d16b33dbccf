package io.chatka.verify.fault;

import io.chatka.tools.Node;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** All that may go wrong in a cluster, to choose from at random. */
public final class Faults {
    private static final long NODE_STOP_MILLIS = 60_000;

    private final Cluster cluster;
    private final List<Node> mortal;
    private final SplittableRandom random;
    private final List<Supplier<Fault>> kinds = new ArrayList<>();

    /** @param spared so many nodes, the first ones, are frozen but never ended */
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
        Supplier<Fault> killed =
                () -> new Fault("Redis killed", "redis", false, millis(0, 700), redis::kill, redis::start);
        kinds.add(killed);
        kinds.add(killed);
        kinds.add(() -> new Fault("Redis killed, and its data lost", "redis", true, millis(0, 300), redis::kill, () -> {
            redis.empty();
            redis.start();
        }));
        kinds.add(() -> new Fault("Redis frozen", "redis", false, millis(100, 2_800), redis::freeze, redis::thaw));
        kinds.add(() -> once("Pub/Sub connections killed", "pubsub", () -> tell("CLIENT", "KILL", "TYPE", "pubsub")));
        kinds.add(() -> once("all connections to Redis killed", "pubsub", () -> {
            tell("CLIENT", "KILL", "TYPE", "normal");
            tell("CLIENT", "KILL", "TYPE", "pubsub");
        }));
        kinds.add(() -> once("scripts of Redis forgotten", "pubsub", () -> tell("SCRIPT", "FLUSH")));
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
                new Fault(
                        name + " cut",
                        name,
                        false,
                        millis(50, 800),
                        () -> all.forEach(link -> {
                            link.refuse(true);
                            link.cut();
                        }),
                        () -> all.forEach(link -> link.refuse(false)));
            case 1 -> once(name + " reset", name, () -> all.forEach(Proxy::reset));
            case 2 ->
                new Fault(
                        name + " silent",
                        name,
                        false,
                        millis(100, 2_500),
                        () -> all.forEach(link -> link.hold(true)),
                        () -> all.forEach(link -> link.hold(false)));
            case 3 -> {
                long late = millis(20, 200);
                yield new Fault(
                        name + " slow by " + late + " ms",
                        name,
                        false,
                        millis(300, 1_000),
                        () -> all.forEach(link -> link.delay(late)),
                        () -> all.forEach(link -> link.delay(0)));
            }
            default ->
                new Fault(
                        name + " half-open",
                        name,
                        false,
                        millis(50, 500),
                        () -> all.forEach(Proxy::halfOpen),
                        () -> all.forEach(Proxy::dropHalfOpen));
        };
    }

    private void ends() {
        boolean forgetting = cluster.forgetful();
        kinds.add(() -> {
            Node node = any(mortal);
            return new Fault(node.name() + " killed", "nodes", forgetting, millis(0, 300), node::kill, () -> {
                node.start();
                node.ready();
            });
        });
        kinds.add(() -> {
            Node node = any(mortal);
            Runnable stop = () -> stop(node);
            return new Fault(node.name() + " restarted by SIGTERM", "nodes", forgetting, 0, stop, () -> {
                node.start();
                node.ready();
            });
        });
    }

    private Fault frozen() {
        Node node = any(cluster.nodes());
        return new Fault(node.name() + " frozen", "nodes", false, millis(100, 1_500), node::freeze, node::thaw);
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

    private static Fault once(String name, String what, Runnable task) {
        return new Fault(name, what, false, 0, task, () -> {});
    }
}
