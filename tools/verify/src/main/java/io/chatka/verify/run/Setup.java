package io.chatka.verify.run;

import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Cluster;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run is made of.
 *
 * @param servers that run already; empty if the plan is to be started
 * @param plan null if there are servers
 */
public record Setup(List<InetSocketAddress> servers, Cluster.Plan plan, Load load, Check check) {
    /** Clients, where the user does not say. */
    public static final int CLIENTS = 40;

    /** Rooms, where the user does not say. */
    public static final int ROOMS = 8;

    /** Rooms that each client is in, if there are that many. */
    static final int ROOMS_EACH = 3;

    /** @param rate messages a second, all clients together */
    public record Load(int clients, int rooms, int rate) {}

    /**
     * How it is checked.
     *
     * @param mutation null for none
     * @param depth how many messages the server keeps of each room; 0 if unknown
     * @param rounds how often a scenario repeats what it does; 0 for its own number
     * @param slack how many times longer than promised everything may take, for slow or busy
     *     machines; 1 for the promise
     */
    public record Check(long seed, Mutation mutation, int depth, int rounds, int slack) {}

    public int clients() {
        return load.clients;
    }

    public int rooms() {
        return load.rooms;
    }

    public int rate() {
        return load.rate;
    }

    public long seed() {
        return check.seed;
    }

    public Mutation mutation() {
        return check.mutation;
    }

    public int depth() {
        return check.depth;
    }

    public int rounds() {
        return check.rounds;
    }

    public int slack() {
        return check.slack;
    }

    public Setup withPlan(Cluster.Plan other) {
        return new Setup(servers, other, load, check);
    }

    public Setup withLoad(int clients, int rooms, int rate) {
        return new Setup(servers, plan, new Load(clients, rooms, rate), check);
    }

    public Setup withClients(int number) {
        return withLoad(number, load.rooms, load.rate);
    }

    public Setup withRooms(int number) {
        return withLoad(load.clients, number, load.rate);
    }

    public Setup withRate(int number) {
        return withLoad(load.clients, load.rooms, number);
    }

    private Setup withCheck(Check other) {
        return new Setup(servers, plan, load, other);
    }

    public Setup withRounds(int number) {
        return withCheck(new Check(check.seed, check.mutation, check.depth, number, check.slack));
    }

    public Setup withSeed(long other) {
        return withCheck(new Check(other, check.mutation, check.depth, check.rounds, check.slack));
    }

    /** Nothing is spoiled on purpose. */
    public Setup withoutMutation() {
        return withCheck(new Check(check.seed, null, check.depth, check.rounds, check.slack));
    }

    public Setup withSlack(int times) {
        return withCheck(new Check(check.seed, check.mutation, check.depth, check.rounds, times));
    }

    /** @param settings {@code key=value} for each node; later ones win over earlier ones */
    public Setup with(String... settings) {
        return withPlan(plan.with(settings));
    }

    /** Handshakes are limited as by default, what clients say is not. */
    public Setup withHandshakeLimit() {
        return with(
                "chatka.limits.rate=on",
                "chatka.limits.messages.count=1000000",
                "chatka.limits.bytes.count=1GiB",
                "chatka.limits.joins.count=1000000",
                "chatka.limits.histories.count=1000000");
    }

    /** Each node's JVM gets these options; later ones win over earlier ones. */
    public Setup withJvm(String... options) {
        List<String> words = new ArrayList<>(plan.server().command());
        words.addAll(words.indexOf("-jar"), List.of(options));
        return withPlan(plan.withCommand(words));
    }

    /** Limits the open files of each node. */
    public Setup withOpenFiles(int most) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$0\" \"$@\""));
        words.addAll(plan.server().command());
        return withPlan(plan.withCommand(words));
    }

    public String describe() {
        String where = plan == null
                ? servers.size() + " server" + (servers.size() == 1 ? "" : "s")
                : plan.nodes() + " node" + (plan.nodes() == 1 ? "" : "s")
                        + (plan.redis() == null ? " without Redis" : " on a Redis of its own");
        return where + ", " + clients() + " clients, " + rooms() + " rooms, " + rate() + " messages/s, seed " + seed();
    }
}
