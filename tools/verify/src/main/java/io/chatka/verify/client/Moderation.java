package io.chatka.verify.client;

import io.chatka.verify.ledger.Act;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Moderators in all rooms, who delete texts of others, clear users, and ban and unban them, at
 * random. From any thread.
 */
public final class Moderation {
    private static final long TICK_MILLIS = 50;
    /** Moderators choose from this number of a room's newest texts. */
    private static final int NEWEST = 40;

    private static final int MOST_BANNED = 4;
    /** Messages that a banned client tries at the same time. */
    private static final int MOST_IN_SPITE = 4;

    /** After the ok of a deletion, when a moderator looks what the room has there. */
    private static final long LOOK_AFTER_MILLIS = 1_200;

    private final World world;
    private final List<Client> moderators = new ArrayList<>();
    private final SplittableRandom random;
    private final List<Said> said = new ArrayList<>();
    private final List<Banned> banned = new ArrayList<>();
    /** Room and user of each ban of this round. */
    private final Set<Banned> bannedInRound = new HashSet<>();

    private final int newest;
    private boolean on;

    private record Said(String room, String user, Place place) {}

    private record Banned(String room, String user) {}

    /** @param secret of the servers, with which they check tokens */
    public Moderation(World world, int number, String secret, List<String> rooms) {
        this.world = world;
        this.random = world.split();
        this.newest = NEWEST * rooms.size();
        world.run(() -> {
            for (int i = 0; i < number; i++) {
                Client moderator = world.add(Tokens.moderator(secret, "moderator-" + i));
                rooms.forEach(moderator::join);
                moderators.add(moderator);
            }
            moderators.get(0).listen(this::heard);
        });
        world.loop().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Begins or ends; moderators go on with acts under way until they are done. */
    public void set(boolean running) {
        world.run(() -> on = running);
    }

    /**
     * Ends all bans of this round, also those that seem to be ended: a ban that was sent twice may
     * come a second time, late, when links heal. To be called when they have, and nobody is busy.
     */
    public void unbanAll() {
        world.run(() -> {
            bannedInRound.forEach(this::unban);
            bannedInRound.clear();
            banned.clear();
        });
    }

    /** Whether a moderator waits for an ok. In the event loop. */
    public boolean busy() {
        return moderators.stream().anyMatch(moderator -> moderator.acts().unsettled() != null);
    }

    private void heard(String epoch, Message message) {
        if (message.removal() == null) {
            said.add(new Said(message.room(), message.sender(), new Place(epoch, message.seq())));
            if (said.size() > newest) {
                said.remove(0);
            }
        }
    }

    private void tick() {
        if (!on || said.isEmpty()) {
            return;
        }
        if (!banned.isEmpty()) {
            defy(any(banned));
        }
        int dice = random.nextInt(100);
        if (dice < 60) {
            Said one = said.remove(random.nextInt(said.size()));
            delete(one);
        } else if (dice < 66) {
            Said one = any(said);
            carryOut(one.room, new Act.Clear(one.user), () -> {});
        } else if (dice < 80 && banned.size() < MOST_BANNED) {
            ban(any(said));
        } else if (dice < 86 && !banned.isEmpty()) {
            unban(banned.remove(random.nextInt(banned.size())));
        }
    }

    private void delete(Said one) {
        Client moderator = any(moderators);
        moderator.acts().carryOut(one.room, new Act.Delete(one.place), () -> world.loop()
                .schedule(() -> look(one), LOOK_AFTER_MILLIS * world.slack(), TimeUnit.MILLISECONDS));
    }

    /** Reads what the history has in the place of a deleted text; the ledger checks it. */
    private void look(Said one) {
        Client moderator = any(moderators);
        if (moderator.in(one.room)) {
            moderator.history(
                    Json.command("history", 0).put("after", one.place.seq() - 1).put("limit", 1),
                    one.room,
                    (reply, messages) -> {});
        }
    }

    /** A banned user speaks; nobody may hear it. */
    private void defy(Banned one) {
        for (Client client : world.clients()) {
            if (one.user.equals(client.user())
                    && client.triesToSpeakIn(one.room)
                    && client.speaking() < MOST_IN_SPITE) {
                client.say(one.room, "in spite of a ban");
            }
        }
    }

    /** Nobody twice in a round: an unban that comes a second time, late, would end the second ban. */
    private void ban(Said one) {
        Banned both = new Banned(one.room, one.user);
        if (bannedInRound.add(both)) {
            carryOut(one.room, new Act.Ban(one.user, random.nextInt(3) == 0), () -> banned.add(both));
        }
    }

    private void unban(Banned one) {
        carryOut(one.room, new Act.Unban(one.user), () -> {});
    }

    private void carryOut(String room, Act act, Runnable done) {
        any(moderators).acts().carryOut(room, act, done);
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
