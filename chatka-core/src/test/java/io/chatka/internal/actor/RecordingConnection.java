package io.chatka.internal.actor;

import io.chatka.internal.lane.Connection;
import io.chatka.internal.lane.Lane;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection that remembers what was written. */
class RecordingConnection implements Connection {
    final List<String> frames = new CopyOnWriteArrayList<>();
    final List<CloseCode> closed = new CopyOnWriteArrayList<>();
    final AtomicInteger done = new AtomicInteger();
    private final Lane lane;

    RecordingConnection(Lane lane) {
        this.lane = lane;
    }

    /** What was written since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void write(SharedFrame frame) {
        frames.addAll(((InstantLane.Texts) frame).texts());
    }

    @Override
    public void send(byte[] utf8) {
        frames.add(new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void send(byte[] utf8, SharedText rest) {
        send((new String(utf8, StandardCharsets.UTF_8) + new String(rest.utf8(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean congested() {
        return false;
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return true;
    }

    @Override
    public boolean relieved() {
        return true;
    }

    @Override
    public void whenRelieved(Runnable task) {
        throw new AssertionError("never congested");
    }

    @Override
    public void sessionOpened() {}

    @Override
    public void commandDone() {
        done.incrementAndGet();
    }

    @Override
    public void close(CloseCode code, long reconnectMillis) {
        closed.add(code);
    }
}
