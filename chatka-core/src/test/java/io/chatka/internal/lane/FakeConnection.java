package io.chatka.internal.lane;

import io.chatka.internal.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that remembers what was written to it. */
public final class FakeConnection implements Connection {
    private final Lane lane;
    private final List<SharedFrame> frames = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private final List<Runnable> whenRelieved = new ArrayList<>();
    private boolean congested;
    private boolean closed;

    public FakeConnection(Lane lane) {
        this.lane = lane;
    }

    /** The shared frames, as the very objects that were written. */
    public List<SharedFrame> frames() {
        return frames;
    }

    /** All texts, shared or not, in order. */
    public List<String> texts() {
        return texts;
    }

    public boolean isClosed() {
        return closed;
    }

    public void congest() {
        congested = true;
    }

    public void relieve() {
        congested = false;
        List<Runnable> tasks = List.copyOf(whenRelieved);
        whenRelieved.clear();
        tasks.forEach(Runnable::run);
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void write(SharedFrame frame) {
        if (closed) {
            return;
        }
        frames.add(frame);
        ((FakeLane.FakeFrame) frame).texts.forEach(this::send);
    }

    @Override
    public void send(byte[] utf8) {
        if (!closed) {
            texts.add(new String(utf8, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void send(byte[] utf8, SharedText rest) {
        send((new String(utf8, StandardCharsets.UTF_8) + new String(rest.utf8(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean congested() {
        return congested;
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return !congested;
    }

    @Override
    public boolean relieved() {
        return !congested;
    }

    @Override
    public void whenRelieved(Runnable task) {
        whenRelieved.add(task);
    }

    @Override
    public void sessionOpened() {}

    @Override
    public void commandDone() {}

    @Override
    public void close(CloseCode code, long reconnectMillis) {
        closed = true;
    }
}
