package io.chatka.bench;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/** A user who speaks. All methods but the getters are for the event loop of its connection. */
final class Publisher {
    private static final long AFTER_AN_ERROR_MILLIS = 100;

    private final int index;
    private final Worker worker;
    private final String room;
    private final int size;
    private final int budget;
    private final boolean windowed;
    private Channel channel;
    private volatile int sent;
    private volatile int refused;

    /** @param budget messages that it may send at most */
    Publisher(int index, Worker worker, Plan plan, String room, int budget) {
        this.index = index;
        this.worker = worker;
        this.room = room;
        this.size = plan.size();
        this.budget = budget;
        this.windowed = plan.load() instanceof Plan.Window;
    }

    /** It has joined its room. */
    void open(Channel joined) {
        channel = joined;
    }

    void gone() {
        channel = null;
    }

    boolean connected() {
        return channel != null;
    }

    /** Whether the socket takes more; a server that does not read must not fill our memory. */
    boolean writable() {
        return channel.isWritable();
    }

    boolean exhausted() {
        return sent >= budget || channel == null;
    }

    io.netty.channel.EventLoop home() {
        return worker.loop();
    }

    int sent() {
        return sent;
    }

    int refused() {
        return refused;
    }

    /** Sends a message that was due then. It leaves with the others of this turn of the event loop. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void publish(long due) {
        int number = sent + 1;
        String frame = worker.dialect().say(room, Mark.text(index, number, due, size));
        channel.write(worker.writer().text(channel.alloc(), frame), channel.voidPromise());
        sent = number;
        worker.sent(channel, due);
    }

    /** One of its messages has reached everybody. */
    void completed() {
        if (windowed && worker.publishing() && !exhausted()) {
            publish(worker.clock().nanos());
        }
    }

    /** The server answered with an error; which message was meant it does not say. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer
    void refuse() {
        refused = refused + 1;
        if (windowed) {
            worker.loop().schedule(this::completed, AFTER_AN_ERROR_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
