package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Recorder;
import io.chatka.verify.ledger.Unsettled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * What the clients share: their event loop, the ledger, where the nodes are, and how they behave.
 */
public final class World implements AutoCloseable {
    private static final int REMEMBERED = 50_000;
    private static final long SWEEP_MILLIS = 50;

    private static final long ANSWER_SECONDS = 3;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("verify-clients", true), NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final Recorder recorder;
    private final List<Address> nodes;
    private final String tag;
    private final String roomTag;
    private final int slack;
    private final SplittableRandom random;
    private final Timings timings = new Timings();
    private final List<Client> clients = new ArrayList<>();
    private final Map<String, Message> parsed = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> closes = new TreeMap<>();
    private final Map<String, Integer> notLetIn = new TreeMap<>();
    private final Map<String, Long> ackedAt = new HashMap<>();
    private final Pace arrivals = new Pace();
    private long receivedAt;
    private boolean moderated;
    private boolean honest;
    private boolean patient;
    private Tamper tamper = Tamper.NONE;

    /**
     * @param nodes where clients connect
     * @param seed of everything random
     * @param tag part of all keys, so that two runs on one server do not meet
     * @param roomTag part of the names of all rooms
     * @param slack how many times longer than usual the clients wait
     */
    public World(List<Address> nodes, long seed, String tag, String roomTag, int slack) {
        this.nodes = List.copyOf(nodes);
        this.random = new SplittableRandom(seed);
        this.tag = tag;
        this.roomTag = roomTag;
        this.slack = slack;
        this.recorder = new Recorder(slack);
        loop.scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Runs something in the event loop, and waits for its result. From any other thread. */
    public <T> T ask(Callable<T> question) {
        return loop.submit(question).syncUninterruptibly().getNow();
    }

    /** Runs something in the event loop, and waits for its end. From any other thread. */
    public void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    public EventLoop loop() {
        return loop;
    }

    public Recorder recorder() {
        return recorder;
    }

    /** A frame arrives: returns the time, nanoseconds of the run. */
    long receive() {
        receivedAt = recorder.now();
        return receivedAt;
    }

    /** When the last frame arrived, nanoseconds of the run. */
    public long receivedAt() {
        return receivedAt;
    }

    public Timings timings() {
        return timings;
    }

    int slack() {
        return slack;
    }

    /** Time without an answer after which a client resends a message with its key. */
    public long answerSeconds() {
        return ANSWER_SECONDS * slack;
    }

    public List<Client> clients() {
        return clients;
    }

    public List<Address> nodes() {
        return nodes;
    }

    public Client add() {
        return add(null);
    }

    /** @param token that says who it is; null for a guest */
    Client add(String token) {
        moderated |= token != null;
        Client client = new Client(this, clients.size(), token, random.split());
        clients.add(client);
        return client;
    }

    /** Whether there are moderators, who may ban the others. */
    boolean moderated() {
        return moderated;
    }

    /** Another source of random choices, which follow from the seed. From any other thread. */
    SplittableRandom split() {
        return ask(random::split);
    }

    public String room(int number) {
        return "verify-" + roomTag + '-' + number;
    }

    public void tamper(Tamper with) {
        tamper = with;
    }

    /** The status of a path of the admin port, after mutation. From any other thread. */
    public int health(String path, int status) {
        return ask(() -> tamper.health(path, status));
    }

    Tamper tamper() {
        return tamper;
    }

    /** Whether reconnecting clients always send their true last place. */
    public void honest(boolean always) {
        honest = always;
    }

    boolean honest() {
        return honest;
    }

    /**
     * Whether clients without a {@code bye} wait as long as docs/protocol.md says before they
     * reconnect; else they hurry.
     */
    public void patient(boolean always) {
        patient = always;
    }

    boolean patient() {
        return patient;
    }

    /** Sessions that were opened. */
    public Pace arrivals() {
        return arrivals;
    }

    void closed(String how) {
        closes.merge(how, 1, Integer::sum);
    }

    void notLetIn(String how) {
        notLetIn.merge(how, 1, Integer::sum);
    }

    /** How connections ended before there was a session, and how many of each. */
    public Map<String, Integer> notLetIn() {
        return Map.copyOf(notLetIn);
    }

    /** How connections ended, and how many of each. */
    public Map<String, Integer> closes() {
        return Map.copyOf(closes);
    }

    void acked(String node, long at) {
        ackedAt.put(node, at);
    }

    /** When every node last acked something, nanoseconds of the run; 0 for one that never did. */
    public long allAckedAt() {
        return nodes.stream()
                .mapToLong(node -> ackedAt.getOrDefault(node.name(), 0L))
                .min()
                .orElse(0);
    }

    String key(int client, long number) {
        return tag + '.' + client + '.' + number;
    }

    /**
     * Something that no rule names and that must not be: it ends the run as "cannot be checked".
     */
    void problem(String text) {
        if (problems.size() < 20) {
            problems.add(text);
        }
    }

    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** A message frame that was parsed before, or null. */
    Message parsed(String frame) {
        return parsed.get(frame);
    }

    void remember(Message message) {
        if (parsed.size() >= REMEMBERED) {
            parsed.clear();
        }
        parsed.put(message.frame(), message);
    }

    /** Why not all is quiet: one reason, or null if it is. */
    public Unsettled unsettled() {
        for (Client client : clients) {
            String reason = client.unsettled();
            if (reason != null) {
                return new Unsettled(client.number(), reason);
            }
        }
        List<Unsettled> behind = recorder.checker().behind();
        return behind.isEmpty() ? null : behind.get(0);
    }

    private void sweep() {
        long now = recorder.now();
        for (Client client : clients) {
            client.sweep(now);
        }
    }

    @Override
    public void close() {
        run(() -> clients.forEach(Client::stop));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
