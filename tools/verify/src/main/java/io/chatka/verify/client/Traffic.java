package io.chatka.verify.client;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Makes clients speak, leave, join, reconnect and stop reading, at random. From any thread. */
public final class Traffic {
    private static final long TICK_MILLIS = 5;
    private static final long LASTS_MILLIS = 4_000;
    private static final int UNDER_WAY = 4;
    private static final String WORDS = "abc äöü 你好 \"quoted\" \\ / \t🙂 <b>&amp;</b> ";

    private final World world;
    private final List<Client> clients;
    private final List<String> rooms;
    private final SplittableRandom random;
    private final double perTick;
    private final boolean restless;
    private double due;
    private double left;
    private boolean on;

    /**
     * @param rate messages a second, all clients together
     * @param restless whether clients also leave, join, reconnect and stop reading
     */
    public Traffic(World world, List<Client> clients, List<String> rooms, double rate, boolean restless) {
        this.world = world;
        this.clients = List.copyOf(clients);
        this.rooms = List.copyOf(rooms);
        this.random = world.split();
        this.perTick = rate * TICK_MILLIS / 1000;
        this.restless = restless;
        world.loop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Begins or ends; clients go on with messages under way until they are acked. */
    public void set(boolean running) {
        world.run(() -> {
            on = running;
            left = Double.MAX_VALUE;
        });
    }

    /**
     * Begins, and ends after some seconds' messages, so that rooms do not grow beyond their history
     * while a server takes long to start.
     */
    public void burst() {
        world.run(() -> {
            on = true;
            left = LASTS_MILLIS / TICK_MILLIS * perTick;
        });
    }

    private void tick() {
        if (!on) {
            return;
        }
        due = Math.min(due + perTick, 100);
        while (due >= 1 && left >= 1) {
            due--;
            left--;
            speak();
        }
        if (restless && random.nextInt(1000) < 60) { // 12 a second
            stir(clients.get(random.nextInt(clients.size())));
        }
    }

    private void speak() {
        for (int tries = 0; tries < 5; tries++) {
            Client client = clients.get(random.nextInt(clients.size()));
            List<String> joined = client.joinedRooms();
            if (client.online() && !joined.isEmpty() && client.speaking() < UNDER_WAY) {
                client.say(joined.get(random.nextInt(joined.size())), words());
                return;
            }
        }
    }

    private String words() {
        int length = random.nextInt(20) == 0 ? random.nextInt(1_500) : random.nextInt(60);
        StringBuilder words = new StringBuilder();
        while (words.length() < length) {
            words.append(WORDS);
        }
        return words.toString();
    }

    private void stir(Client client) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            client.leave(rooms.get(random.nextInt(rooms.size())));
        } else if (dice < 65) {
            back(client);
        } else if (dice < 85) {
            client.reconnect(random.nextBoolean());
        } else {
            client.pause(true);
            world.loop().schedule(() -> client.pause(false), 50 + random.nextInt(500), TimeUnit.MILLISECONDS);
        }
    }

    private static void back(Client client) {
        for (Membership membership : client.memberships()) {
            if (!membership.wanted) {
                client.join(membership.room);
                return;
            }
        }
    }
}
