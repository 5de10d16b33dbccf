package io.chatka.verify.run;

import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Cluster;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a run is made of.
 *
 * @param servers that run already; empty if the plan is to be started
 * @param plan null if there are servers
 * @param rate messages a second, all clients together
 * @param mutation null for none
 * @param depth how many messages the server keeps of each room; 0 if unknown
 * @param rounds how often a scenario repeats what it does; 0 for as often as it does without being told
 * @param slack how many times longer than promised all may take, on a machine that is slow or busy; 1 for the promise itself
 */
public record Setup(
        List<InetSocketAddress> servers,
        Cluster.Plan plan,
        int clients,
        int rooms,
        int rate,
        long seed,
        Mutation mutation,
        int depth,
        int rounds,
        int slack) {
    /** Clients, where the user does not say. */
    public static final int CLIENTS = 40;

    /** Rooms, where the user does not say. */
    public static final int ROOMS = 8;

    /** Rooms that each client is in, where there are so many. */
    static final int ROOMS_EACH = 3;

    public Setup withClients(int number) {
        return new Setup(servers, plan, number, rooms, rate, seed, mutation, depth, rounds, slack);
    }

    public Setup withRooms(int number) {
        return new Setup(servers, plan, clients, number, rate, seed, mutation, depth, rounds, slack);
    }

    public Setup withRate(int number) {
        return new Setup(servers, plan, clients, rooms, number, seed, mutation, depth, rounds, slack);
    }

    public Setup withPlan(Cluster.Plan other) {
        return new Setup(servers, other, clients, rooms, rate, seed, mutation, depth, rounds, slack);
    }

    public Setup withRounds(int number) {
        return new Setup(servers, plan, clients, rooms, rate, seed, mutation, depth, number, slack);
    }

    public Setup withSeed(long other) {
        return new Setup(servers, plan, clients, rooms, rate, other, mutation, depth, rounds, slack);
    }

    /** Nothing is spoiled on purpose. */
    public Setup withoutMutation() {
        return new Setup(servers, plan, clients, rooms, rate, seed, null, depth, rounds, slack);
    }

    public Setup withSlack(int times) {
        return new Setup(servers, plan, clients, rooms, rate, seed, mutation, depth, rounds, times);
    }

    public String describe() {
        String where = plan == null
                ? servers.size() + " server" + (servers.size() == 1 ? "" : "s")
                : plan.nodes() + " node" + (plan.nodes() == 1 ? "" : "s")
                        + (plan.redis() == null ? " without Redis" : " on a Redis of its own");
        return where + ", " + clients + " clients, " + rooms + " rooms, " + rate + " messages/s, seed " + seed;
    }
}
