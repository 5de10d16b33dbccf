package io.chatka.internal.actor;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.CommandId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Actors in the test's own thread, over a fake lane and a fake broker. When a call returns, the
 * actors have done all that follows from it. Time stands until the test lets it {@linkplain #pass
 * pass}.
 *
 * <p>All tests of a JVM share one actor system and its clock; actors and broker are each test's
 * own.
 */
final class ActorKit implements AutoCloseable {
    static final InstantLane LANE = new InstantLane(0, new InOrder());
    static final Lanes LANES = new Lanes(List.of(LANE), NodeMeter.unread());

    private static final ActorTestKit KIT = ActorTestKit.create(ActorSystem.create(
            Behaviors.empty(),
            "kit",
            ActorSystemSetup.create(
                    BootstrapSetup.create(LANES.dispatchers()
                            .withFallback(ConfigFactory.parseMap(Map.of(
                                    "pekko.daemonic",
                                    true,
                                    "pekko.scheduler.implementation",
                                    FakeTime.class.getName())))
                            .withFallback(ConfigFactory.defaultReference()
                                    .getConfig("chatka")
                                    .withOnlyPath("pekko"))
                            .withFallback(ConfigFactory.defaultReference())
                            .resolve()),
                    LANES)));
    private static final FakeTime TIME = FakeTime.of(Adapter.toClassic(KIT.system()));

    final FakeBroker broker = new FakeBroker();

    /** Nodes of the cluster that are gone. */
    final Set<String> gone = new HashSet<>();

    final ChatContext chat;
    private boolean clockIsBroken;
    private final List<ActorRef<?>> spawned = new ArrayList<>();

    /** @param settings on top of reference.conf */
    ActorKit(String settings) {
        this(settings, Extensions.NONE);
    }

    ActorKit(String settings, Extensions extensions) {
        Nodes nodes = new Nodes() {
            @Override
            public boolean isGone(String node) {
                return gone.contains(node);
            }

            @Override
            public void heard(String node) {
                // This test says who is gone.
            }
        };
        chat = new ChatContext(
                ChatSettings.read(ConfigFactory.parseString(settings)
                        .withFallback(ConfigFactory.defaultReference())
                        .resolve()),
                broker,
                Cluster.of("here", nodes, broker),
                this::nanoTime,
                NodeMeter.unread(),
                () -> false,
                extensions);
    }

    /**
     * Runs tasks one after the other, those that a task adds included, in the thread of the first.
     */
    private static final class InOrder implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean running;

        @Override
        public void execute(Runnable task) {
            synchronized (tasks) {
                tasks.add(task);
                if (running) {
                    return;
                }
                running = true;
            }
            for (Runnable next = next(); next != null; next = next()) {
                next.run();
            }
        }

        private Runnable next() {
            synchronized (tasks) {
                Runnable next = tasks.poll();
                running = next != null;
                return next;
            }
        }
    }

    /** The actors' clock. */
    long nanoTime() {
        if (clockIsBroken) {
            throw new IllegalStateException("a fault that the test put in");
        }
        return TIME.nanoTime();
    }

    /** From now on, or no more, actors that ask for the time fail. */
    void clockIsBroken(boolean broken) {
        clockIsBroken = broken;
    }

    /** Lets time pass; the timers that are due by then fire in their order. */
    void pass(Duration time) {
        TIME.pass(time);
    }

    <C> ActorRef<C> spawn(Behavior<C> behavior) {
        ActorRef<C> ref = KIT.spawn(behavior, Lanes.dispatcherOf(LANE));
        spawned.add(ref);
        return ref;
    }

    /** Sees every message that an actor does not handle, until {@link #close}. */
    Inbox<UnhandledMessage> unhandled() {
        Inbox<UnhandledMessage> inbox = inbox();
        Adapter.toClassic(KIT.system()).eventStream().subscribe(Adapter.toClassic(inbox.ref()), UnhandledMessage.class);
        return inbox;
    }

    /** An actor that keeps what it is told. */
    <C> Inbox<C> inbox() {
        List<C> told = new ArrayList<>();
        return new Inbox<>(
                spawn(Behaviors.receive((context, message) -> {
                    told.add(message);
                    return Behaviors.same();
                })),
                told);
    }

    record Inbox<C>(ActorRef<C> ref, List<C> told) {

        /** What it was told since the last time. */
        List<C> take() {
            List<C> taken = List.copyOf(told);
            told.clear();
            return taken;
        }
    }

    Client client(String name) {
        return new Client(name);
    }

    void stop(ActorRef<?> ref) {
        KIT.stop(ref);
    }

    @Override
    public void close() {
        spawned.forEach(KIT::stop);
    }

    /**
     * A client of a room: its connection, and what the room's actor told in the place of its {@link
     * UserActor}.
     */
    final class Client {
        final RecordingConnection connection = new RecordingConnection(LANE);
        final User user;
        private final Inbox<UserActor.Command> inbox = inbox();

        private Client(String name) {
            user = new User("id-" + name, name, "guest");
        }

        ActorRef<UserActor.Command> ref() {
            return inbox.ref();
        }

        ChatRoomActor.Join join() {
            return joinSince(null);
        }

        private Rights rights() {
            return chat.settings().permissions().in(user, "lobby");
        }

        /** @param since what it last saw of the room */
        ChatRoomActor.Join joinSince(Position since) {
            return new ChatRoomActor.Join(ref(), user, rights(), connection, since, 1 << 20, id(), null);
        }

        ChatRoomActor.Say say(String text) {
            return new ChatRoomActor.Say(ref(), text, null, null, id());
        }

        ChatRoomActor.FetchHistory fetch(HistoryQuery query) {
            return new ChatRoomActor.FetchHistory(ref(), query, id());
        }

        ChatRoomActor.Leave leave() {
            return new ChatRoomActor.Leave(ref(), id());
        }

        private CommandId id() {
            return new CommandId("1", true);
        }

        /** The frames that its connection got since the last time, without those about presence. */
        List<String> frames() {
            return taken(false);
        }

        /** The frames about presence that its connection got since the last time. */
        List<String> presence() {
            return taken(true);
        }

        private List<String> taken(boolean aboutPresence) {
            List<String> taken = connection.frames.stream()
                    .filter(frame -> frame.contains("\"presence\"") == aboutPresence)
                    .toList();
            connection.frames.removeAll(taken);
            return taken;
        }

        /** What its actor was told since the last time. */
        List<UserActor.Command> answers() {
            return inbox.take();
        }

        /** Its actor ends, as after a disconnect. */
        void stop() {
            ActorKit.this.stop(ref());
        }
    }
}
