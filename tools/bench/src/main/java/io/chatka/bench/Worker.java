package io.chatka.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The part of a run that lives on one event loop: its connections, their rooms' books, its
 * publishers and what it measures. Everything happens in that loop, except where it says otherwise.
 */
final class Worker {
    private static final long RETRY_NANOS = 1_000_000;

    private final EventLoop loop;
    private final Crowd crowd;
    private final Meter meter = new Meter();
    private final Faults faults = new Faults();
    private final FrameReader.Scratch scratch = new FrameReader.Scratch();
    private final FrameWriter writer = new FrameWriter();
    private final Dialect dialect;
    private final Map<Integer, RoomLedger> rooms = new HashMap<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final Set<Channel> unflushed = new LinkedHashSet<>();
    private Schedule schedule;
    private long now;
    private long measureFrom = Long.MAX_VALUE;
    private long deliveries;
    private long bytes;
    private boolean publishing;

    Worker(EventLoop loop, Crowd crowd) {
        this.loop = loop;
        this.crowd = crowd;
        this.dialect = crowd.plan().target().dialect().create();
    }

    EventLoop loop() {
        return loop;
    }

    Crowd crowd() {
        return crowd;
    }

    Clock clock() {
        return crowd.clock();
    }

    Meter meter() {
        return meter;
    }

    Faults faults() {
        return faults;
    }

    FrameReader.Scratch scratch() {
        return scratch;
    }

    FrameWriter writer() {
        return writer;
    }

    Dialect dialect() {
        return dialect;
    }

    /** Before the start only, from any thread. */
    void add(Publisher publisher) {
        publishers.add(publisher);
    }

    Map<Integer, RoomLedger> rooms() {
        return rooms;
    }

    RoomLedger room(int room) {
        return rooms.computeIfAbsent(room, any -> new RoomLedger(faults, this::complete));
    }

    // --- Receiving

    /** Bytes have come, and are about to be read. */
    void reading(ByteBuf in) {
        now = clock().nanos();
        measureFrom = crowd.measureFrom();
        bytes += in.readableBytes();
    }

    void delivered(long due) {
        deliveries++;
        if (due >= measureFrom) {
            Meter.record(meter.recent, now - due);
            meter.lastDelivery = now;
        }
    }

    void read() {
        meter.deliveries.lazySet(deliveries);
        meter.bytes.lazySet(bytes);
    }

    private void complete(int index, int number, long due) {
        Publisher publisher = crowd.completed(index, number);
        if (publisher == null) {
            return;
        }
        if (due >= measureFrom) {
            Meter.record(meter.complete, now - due);
        }
        EventLoop home = publisher.home();
        if (home == loop) {
            publisher.completed();
        } else {
            home.execute(publisher::completed);
        }
    }

    // --- Sending

    boolean publishing() {
        return publishing;
    }

    void start(long at) {
        publishing = true;
        publishers.removeIf(publisher -> !publisher.connected());
        Plan plan = crowd.plan();
        if (plan.load() instanceof Plan.Rate rate) {
            if (!publishers.isEmpty()) {
                double share =
                        rate.perSecond() * publishers.size() / plan.people().publishers();
                schedule = new Schedule(at, share, Long.MAX_VALUE);
                keepTime();
            }
        } else {
            int each = plan.load() instanceof Plan.Window window ? window.width() : Integer.MAX_VALUE;
            for (Publisher publisher : publishers) {
                for (int i = 0; i < each && !publisher.exhausted(); i++) {
                    publisher.publish(at);
                }
            }
        }
    }

    void stop() {
        publishing = false;
    }

    /** Sends what is due, and schedules itself for the next message. */
    private void keepTime() {
        if (!publishing) {
            return;
        }
        long time = clock().nanos();
        while (schedule.due() <= time) {
            Publisher publisher = publishers.get((int) (schedule.number() % publishers.size()));
            if (!publisher.exhausted()) {
                if (!publisher.writable()) {
                    loop.schedule(this::keepTime, RETRY_NANOS, TimeUnit.NANOSECONDS);
                    return;
                }
                publisher.publish(schedule.due());
            }
            schedule.sent();
        }
        loop.schedule(this::keepTime, schedule.due() - time, TimeUnit.NANOSECONDS);
    }

    /** A message was written that was due then. */
    void sent(Channel channel, long due) {
        if (due >= crowd.measureFrom()) {
            Meter.record(meter.late, clock().nanos() - due);
        }
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(channel);
    }

    private void flush() {
        unflushed.forEach(Channel::flush);
        unflushed.clear();
    }
}
