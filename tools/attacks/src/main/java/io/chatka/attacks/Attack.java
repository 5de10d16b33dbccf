package io.chatka.attacks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * One way to be a nuisance.
 *
 * @param threads how many attackers there are at once
 * @param attacker called again and again until the time is over
 */
record Attack(String name, int threads, Attacker attacker) {

    /** One attempt, from connecting to being thrown out or giving up. */
    interface Attacker {
        /** @param until nanoseconds of {@link System#nanoTime} when it has to have ended */
        void attempt(int port, long until, Answers answers) throws IOException, InterruptedException;
    }

    /** A server that is well has answered or cut off everybody long before. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Returns when the time is over and every attacker has gone, or a minute later. */
    Answers run(int port, long until) throws InterruptedException {
        Answers answers = new Answers();
        Thread[] attackers = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            attackers[i] = new Thread(() -> attack(port, until, answers), name + "-" + i);
            attackers[i].setDaemon(true);
            attackers[i].start();
        }
        for (Thread each : attackers) {
            each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until + PATIENCE_NANOS - System.nanoTime())));
            if (each.isAlive()) {
                answers.oneIsStuck();
            }
        }
        return answers;
    }

    private void attack(int port, long until, Answers answers) {
        while (System.nanoTime() < until) {
            try {
                attacker.attempt(port, until, answers);
            } catch (RawSocket.RefusedException refused) {
                answers.add(refused.getMessage());
            } catch (IOException cut) {
                answers.add("cut off");
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }
}
