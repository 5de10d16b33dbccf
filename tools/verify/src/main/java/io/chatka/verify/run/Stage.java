package io.chatka.verify.run;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Stop;
import io.chatka.verify.client.Address;
import io.chatka.verify.client.Audit;
import io.chatka.verify.client.Client;
import io.chatka.verify.client.Mutator;
import io.chatka.verify.client.Pause;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.client.World;
import io.chatka.verify.fault.Cluster;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Checker;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Story;
import io.chatka.verify.ledger.Tally;
import io.chatka.verify.ledger.Unsettled;
import io.chatka.verify.ledger.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A cluster, clients in rooms, and the ledger of what happens. For the thread that drives a run.
 */
public final class Stage implements AutoCloseable {
    /** C8: all has to be quiet and equal within this time after the last repair. */
    private static final long CONVERGENCE_MILLIS = 10_000;

    private static final long SETTLE_MILLIS = 60_000;
    /** A node takes a thousand handshakes a second; a loaded machine is slower. */
    private static final long SETTLE_MILLIS_EACH = 20;

    private static final long POLL_MILLIS = 10;

    private final Setup setup;
    private final Stop stop;
    private final Path directory;
    private final Cluster cluster;
    private final World world;
    private final List<String> rooms;
    private final List<Client> clients;
    private final Audit audit;
    private final String roomTag;
    private final List<Stage> beside = new ArrayList<>();
    private Mutator mutator;
    private boolean keepDirectory;

    /** @param roomTag part of the names of all rooms; null for one that nobody else has */
    private Stage(Setup setup, Stop stop, Path directory, Cluster cluster, String roomTag) {
        this.setup = setup;
        this.stop = stop;
        this.directory = directory;
        this.cluster = cluster;
        List<Address> doors = new ArrayList<>();
        for (int i = 0; i < cluster.clientLinks().size(); i++) {
            InetSocketAddress door = cluster.clientLinks().get(i).address();
            doors.add(new Address("node " + i, door));
        }
        String tag = Long.toString(System.nanoTime() & 0xffffffffL, 36);
        this.roomTag = roomTag == null ? tag : roomTag;
        this.world = new World(doors, setup.seed(), tag, this.roomTag, setup.slack());
        this.rooms = IntStream.range(0, setup.rooms()).mapToObj(world::room).toList();
        this.clients = world.ask(this::admit);
        this.audit = new Audit(world, setup.depth());
    }

    /**
     * Starts all of it; returns when all clients are in their rooms.
     *
     * @throws CannotRun if that fails
     */
    public static Stage open(Setup setup, Stop stop) {
        OpenFiles.requireEnough(setup.clients());
        try {
            Path directory = Files.createTempDirectory("chatka-verify-");
            Stage stage;
            try {
                Cluster cluster =
                        setup.plan() == null ? Cluster.around(setup.servers()) : Cluster.start(setup.plan(), directory);
                stage = new Stage(setup, stop, directory, cluster, null);
            } catch (IllegalStateException | UncheckedIOException e) {
                throw new CannotRun(e.getMessage() + "; see " + directory);
            }
            try {
                stage.assemble();
                return stage;
            } catch (RuntimeException e) {
                stage.close();
                throw e;
            }
        } catch (IOException e) {
            throw new CannotRun("cannot make a temporary directory: " + e.getMessage());
        }
    }

    /**
     * Another installation on the same Redis, with rooms of the same names, and with clients and a
     * ledger of its own. It closes with this one, and its violations count here.
     *
     * @param database that its nodes use
     * @throws CannotRun as in {@link #open}
     */
    public Stage beside(Setup other, int database) {
        Path its = directory.resolve("beside-" + beside.size());
        try {
            Stage stage = new Stage(other, stop, its, cluster.beside(other.plan(), database, its), roomTag);
            beside.add(stage);
            stage.assemble();
            return stage;
        } catch (IllegalStateException | UncheckedIOException e) {
            keepDirectory = true;
            throw new CannotRun(e.getMessage() + "; see " + its);
        }
    }

    private List<Client> admit() {
        SplittableRandom random = new SplittableRandom(setup.seed() ^ 0x5eed);
        List<Client> admitted = new ArrayList<>();
        for (int i = 0; i < setup.clients(); i++) {
            Client client = world.add();
            int each = Math.min(Setup.ROOMS_EACH, rooms.size());
            int first = random.nextInt(rooms.size());
            for (int j = 0; j < each; j++) {
                client.join(rooms.get((i + j * (1 + first)) % rooms.size()));
            }
            admitted.add(client);
        }
        return admitted;
    }

    private void assemble() {
        long patience = SETTLE_MILLIS + SETTLE_MILLIS_EACH * clients.size();
        Unsettled reason = awaitSettled(patience);
        failOnProblems();
        if (reason != null && !stop.requested()) {
            throw new CannotRun("the clients could not get into their rooms within " + patience / 1_000 + " s: "
                    + reason + "; is there a Chatka?");
        }
    }

    /**
     * Waits until all is quiet; returns why not, or null. Ends early on a violation or when the
     * user wants it.
     */
    public Unsettled awaitSettled(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            Unsettled reason = world.ask(world::unsettled);
            if (reason == null || System.nanoTime() > deadline || over()) {
                return reason;
            }
            Pause.millis(POLL_MILLIS);
        }
    }

    /** Whether there is no sense in going on. */
    public boolean over() {
        return stop.requested() || !violations().isEmpty();
    }

    /** Waits, unless there is no sense in going on. */
    public void pause(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0 && !over(); left = (deadline - System.nanoTime()) / 1_000_000) {
            Pause.millis(Math.min(left, 20));
        }
    }

    /** How long after the last repair all has to be quiet and equal. */
    public long convergenceMillis() {
        return CONVERGENCE_MILLIS * setup.slack();
    }

    public void begin(Fault fault) {
        Event.Delay delay = fault.delaying() ? Event.Delay.BEGINS : Event.Delay.NONE;
        if (!fault.forgetting()) {
            tell(fault.name(), false, delay);
        }
        fault.begin().run();
        if (fault.forgetting()) {
            tell(fault.name(), true, delay); // when nothing of before can be acked any more
        }
    }

    public void repair(Fault fault) {
        fault.repair().run();
        tell(fault.name() + ": repaired", false, fault.delaying() ? Event.Delay.ENDS : Event.Delay.NONE);
    }

    /** Records a fault in the ledger. */
    public void tell(String what, boolean forgetting) {
        tell(what, forgetting, Event.Delay.NONE);
    }

    private void tell(String what, boolean forgetting, Event.Delay delay) {
        world.run(() -> world.recorder().record(new Event.Fault(world.recorder().now(), what, forgetting, delay)));
    }

    /**
     * Waits until all is quiet and equal, and then checks the whole ledger. Returns the
     * milliseconds since the repair; -1 if it did not become quiet.
     */
    public long settleAndConclude(long repairedAt) {
        long left = convergenceMillis() - (System.nanoTime() - repairedAt) / 1_000_000;
        Unsettled reason = awaitSettled(Math.max(1, left));
        if (over()) {
            return -1;
        }
        if (reason != null) {
            world.run(() -> {
                Checker checker = world.recorder().checker();
                long now = world.recorder().now();
                checker.overdue(now);
                if (checker.violations().isEmpty()) {
                    checker.late(now, reason);
                }
            });
            return -1;
        }
        long converged = (System.nanoTime() - repairedAt) / 1_000_000;
        conclude();
        return converged;
    }

    /** Reads the histories, and checks the rules that need all to be quiet. */
    public void conclude() {
        Map<String, Event.HistoryRead> histories;
        try {
            histories = audit.read(rooms);
        } catch (IllegalStateException e) {
            if (over()) {
                return;
            }
            Unsettled late = new Unsettled(clients.size(), e.getMessage());
            world.run(() -> world.recorder().checker().late(world.recorder().now(), late));
            return;
        }
        world.run(() -> world.recorder()
                .checker()
                .conclude(histories, setup.depth(), world.recorder().now()));
        failOnProblems();
    }

    private void failOnProblems() {
        List<String> problems = world.ask(world::problems);
        if (!problems.isEmpty()) {
            String hint = problems.get(0).contains("rate_limited")
                    ? "; start the servers with --set chatka.limits.rate=off"
                    : "; see the servers' logs";
            keepDirectory = true;
            throw new CannotRun(problems.get(0) + hint + (setup.plan() == null ? "" : " in " + directory));
        }
    }

    /** The violations so far, also of installations beside this one. */
    public List<Violation> violations() {
        List<Violation> all =
                new ArrayList<>(world.ask(() -> world.recorder().checker().violations()));
        beside.forEach(stage -> all.addAll(stage.violations()));
        return all;
    }

    /** The violations as stories; also keeps the servers' logs. */
    public List<List<String>> stories() {
        List<List<String>> others = new ArrayList<>();
        beside.forEach(stage -> others.addAll(stage.stories()));
        return world.ask(() -> {
            List<List<String>> stories = new ArrayList<>(others);
            for (Violation violation : world.recorder().checker().violations()) {
                stories.add(Story.of(violation, world.recorder().journal()));
            }
            keepDirectory |= !stories.isEmpty() && setup.mutation() == null;
            return stories;
        });
    }

    public Tally tally() {
        return world.ask(() -> world.recorder().checker().tally());
    }

    /** Arms the mutation, if there is one. */
    public void arm() {
        if (setup.mutation() != null && mutator == null) {
            SplittableRandom random = new SplittableRandom(setup.seed() ^ 0xbad);
            // At the time of the frame that it spoils, so that it is never later than the violation.
            mutator = Mutator.of(setup.mutation(), random, world.recorder(), setup.slack(), what -> world.recorder()
                    .record(new Event.Fault(world.receivedAt(), what, false)));
            world.run(() -> world.tamper(mutator));
        }
        if (mutator != null) {
            world.run(mutator::arm);
        }
    }

    /** @throws CannotRun if the mutation found no occasion, or nobody could notice it */
    public void requireSpoiled() {
        if (setup.mutation() != null && !over() && (mutator == null || !world.ask(mutator::done))) {
            throw new CannotRun("nothing could be spoiled in so few rounds; give it more");
        }
    }

    public Traffic traffic(int rate, boolean restless) {
        return new Traffic(world, clients, rooms, rate, restless);
    }

    public Cluster cluster() {
        return cluster;
    }

    public World world() {
        return world;
    }

    public Setup setup() {
        return setup;
    }

    public List<Client> clients() {
        return clients;
    }

    public List<String> rooms() {
        return rooms;
    }

    /** Where the logs are; null if they are not kept. */
    public Path kept() {
        return keepDirectory && setup.plan() != null ? directory : null;
    }

    @Override
    public void close() {
        beside.forEach(Stage::close);
        world.close();
        cluster.close();
        if (kept() == null) {
            Redis.delete(directory);
        }
    }
}
