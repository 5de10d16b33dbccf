package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A broker that only records its calls: a test sees each call, and answers it when it wants to. For
 * one room.
 */
public final class FakeBroker implements Broker, RoomBroker, NodeChannel {

    /** A call, and the stage that the test completes. */
    public record Asked<Q, A>(Q question, CompletableFuture<A> stage) {
        public void answer(A answer) {
            stage.complete(answer);
        }

        public void fail() {
            stage.completeExceptionally(new BrokerUnavailableException("the test's broker is away", null));
        }
    }

    private final Queue<Asked<EventListener, Head>> subscribes = new ArrayDeque<>();
    private final Queue<Asked<Publication, Receipt>> publishes = new ArrayDeque<>();
    private final Queue<Asked<HistoryQuery, HistoryPage>> reads = new ArrayDeque<>();
    private final Queue<Asked<StateChange, StateChanged>> changes = new ArrayDeque<>();
    private final Queue<Asked<String, RoomState>> stateReads = new ArrayDeque<>();
    private final Queue<Asked<String, Standing>> standings = new ArrayDeque<>();
    private final Queue<Asked<Removal, Removed>> removals = new ArrayDeque<>();
    private final FactStore facts = new EmbeddedFacts(Clock.systemUTC());
    private final ModerationStore moderation = new EmbeddedModeration(Clock.systemUTC());
    private final List<byte[]> notes = new ArrayList<>();
    private final List<EventListener> listeners = new ArrayList<>();
    private final List<NoteListener> noteListeners = new ArrayList<>();
    private boolean available = true;
    private boolean broken;

    /** The oldest subscribe that the test has not taken yet. */
    public Asked<EventListener, Head> subscribe() {
        return subscribes.remove();
    }

    /** The oldest publish that the test has not taken yet. */
    public Asked<Publication, Receipt> publish() {
        return publishes.remove();
    }

    /** The oldest read of the history that the test has not taken yet. */
    public Asked<HistoryQuery, HistoryPage> read() {
        return reads.remove();
    }

    /** The oldest change of the room's state that the test has not taken yet. */
    public Asked<StateChange, StateChanged> change() {
        return changes.remove();
    }

    /** The oldest read of the room's state that the test has not taken yet. */
    public Asked<String, RoomState> stateRead() {
        return stateReads.remove();
    }

    /** The oldest look-up of a user's sanctions that the test has not taken yet. */
    public Asked<String, Standing> standing() {
        return standings.remove();
    }

    /** The oldest removal that the test has not taken yet. */
    public Asked<Removal, Removed> removal() {
        return removals.remove();
    }

    /** Whether the test has taken every call. */
    public boolean isIdle() {
        return subscribes.isEmpty()
                && publishes.isEmpty()
                && reads.isEmpty()
                && changes.isEmpty()
                && stateReads.isEmpty()
                && standings.isEmpty()
                && removals.isEmpty();
    }

    /** Tells the listeners of a change. */
    public void changed(RoomState state, StateChange change) {
        listeners.forEach(listener -> listener.onChange(new RoomChange(state, change)));
    }

    /** The notes that were sent since the last call. */
    public List<byte[]> takeNotes() {
        List<byte[]> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }

    /** The room's listeners, in the order in which they subscribed. */
    public List<EventListener> listeners() {
        return listeners;
    }

    public List<NoteListener> noteListeners() {
        return noteListeners;
    }

    /** An event whose frame is {@code EPOCH SEQ}. */
    public static Event event(String epoch, long seq) {
        return new Event(epoch, seq, (epoch + " " + seq).getBytes(StandardCharsets.US_ASCII));
    }

    /** Delivers events of these seqs. */
    public void deliver(String epoch, long... seqs) {
        for (long seq : seqs) {
            listeners.forEach(listener -> listener.onEvent(event(epoch, seq)));
        }
    }

    /** A page with events of these seqs, the last ones of the epoch. */
    public static HistoryPage page(String epoch, long top, long... seqs) {
        List<Event> events = new ArrayList<>();
        for (long seq : seqs) {
            events.add(event(epoch, seq));
        }
        return new HistoryPage(Head.of(epoch, top), events, false);
    }

    /** The next publish throws, which a broker must not do. */
    public void breakNextPublish() {
        broken = true;
    }

    public void note(byte[] note) {
        noteListeners.forEach(listener -> listener.onNote(note));
    }

    /** Tells the listeners where the room stands. */
    public void position(Head head) {
        listeners.forEach(listener -> listener.onPosition(head));
    }

    public void goAway() {
        available = false;
        listeners.forEach(EventListener::onLost);
    }

    public void comeBack(Head head) {
        available = true;
        listeners.forEach(listener -> listener.onResumed(head));
    }

    @Override
    public CompletionStage<Receipt> publish(String room, Publication publication) {
        if (broken) {
            broken = false;
            throw new IllegalStateException("a fault that the test put in");
        }
        return ask(publishes, publication);
    }

    @Override
    public CompletionStage<HistoryPage> history(String room, HistoryQuery query) {
        return ask(reads, query);
    }

    @Override
    public CompletionStage<Head> subscribe(String room, EventListener listener) {
        listeners.add(listener);
        return ask(subscribes, listener);
    }

    @Override
    public CompletionStage<StateChanged> change(String room, StateChange change) {
        return ask(changes, change);
    }

    @Override
    public CompletionStage<RoomState> state(String room) {
        return ask(stateReads, room);
    }

    @Override
    public CompletionStage<Standing> standing(String room, String user) {
        return ask(standings, user);
    }

    /** Rooms do not ask for this; programs do. */
    @Override
    public CompletionStage<Sanctions> sanctions(String room, String after, int limit) {
        throw new UnsupportedOperationException("rooms do not list sanctions");
    }

    /** Rooms do not ask for this; programs do. */
    @Override
    public CompletionStage<Void> refreshNames() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<List<String>> names(String prefix, String after, int limit) {
        throw new UnsupportedOperationException("rooms do not list rooms");
    }

    @Override
    public CompletionStage<Removed> remove(String room, Removal removal, Publication event) {
        return ask(removals, removal);
    }

    private static <Q, A> CompletionStage<A> ask(Queue<Asked<Q, A>> queue, Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        queue.add(asked);
        return asked.stage;
    }

    @Override
    public void unsubscribe(String room, EventListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void send(Topic topic, byte[] note) {
        notes.add(note);
    }

    @Override
    public void subscribe(Topic topic, NoteListener listener) {
        noteListeners.add(listener);
    }

    @Override
    public void unsubscribe(Topic topic, NoteListener listener) {
        noteListeners.remove(listener);
    }

    @Override
    public RoomBroker rooms() {
        return this;
    }

    @Override
    public NodeChannel nodes() {
        return this;
    }

    @Override
    public io.chatka.internal.broker.ModerationStore moderation() {
        return moderation;
    }

    @Override
    public FactStore facts() {
        return facts;
    }

    @Override
    public boolean available() {
        return available;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
