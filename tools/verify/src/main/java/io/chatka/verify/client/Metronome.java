package io.chatka.verify.client;

import io.chatka.verify.ledger.Message;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Has clients speak in one room at an even pace, and measures when they get it. From any thread.
 */
public final class Metronome implements Tamper {
    private static final char TIME = '@';

    private final World world;
    private final List<Client> clients;
    private final String room;
    private final String padding;
    private final long everyMicros;
    private long[] nanos = new long[1 << 16];
    private int count;
    private int turn;
    private Future<?> beat;

    /**
     * @param rate messages a second
     * @param size of a message, about
     */
    public Metronome(World world, List<Client> clients, String room, int rate, int size) {
        this.world = world;
        this.clients = List.copyOf(clients);
        this.room = room;
        this.everyMicros = 1_000_000 / rate;
        this.padding = "x".repeat(size);
        world.run(() -> world.tamper(this));
    }

    public void start() {
        world.run(() -> {
            count = 0;
            beat = world.loop().scheduleAtFixedRate(this::speak, 0, everyMicros, TimeUnit.MICROSECONDS);
        });
    }

    public void stop() {
        world.run(() -> beat.cancel(false));
    }

    private void speak() {
        Client speaker = clients.get(turn++ % clients.size());
        if (speaker.in(room) && speaker.speaking() < 64) {
            speaker.say(room, TIME + Long.toString(world.recorder().now()) + TIME + padding);
        }
    }

    @Override
    public void message(int client, Message message, Consumer<Message> deliver) {
        deliver.accept(message);
        boolean counts = client < world.clients().size()
                && clients.contains(world.clients().get(client));
        int from = message.text().indexOf(TIME) + 1;
        int to = message.text().indexOf(TIME, from);
        if (counts && from > 0 && to > 0) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, count * 2);
            }
            nanos[count++] = world.recorder().now() - Long.parseLong(message.text(), from, to, 10);
        }
    }

    @Override
    public void out(int client, String gone) {}

    /** The latency that 99 of 100 deliveries did not exceed, in microseconds, since the start. */
    public long p99Micros() {
        return world.ask(() -> {
            long[] sorted = Arrays.copyOf(nanos, count);
            Arrays.sort(sorted);
            return count == 0 ? 0 : sorted[(int) (count * 0.99)] / 1_000;
        });
    }
}
