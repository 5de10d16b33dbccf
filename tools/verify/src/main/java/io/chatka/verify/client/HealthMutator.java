package io.chatka.verify.client;

import java.util.function.Consumer;

/** For two seconds {@code /live} seems to answer 503. */
final class HealthMutator extends OneShot {
    private static final long LASTS_NANOS = 2_000_000_000L;

    private long end;

    HealthMutator(Consumer<String> tell) {
        super(tell);
    }

    @Override
    public int health(String path, int status) {
        if (!path.equals("/live")) {
            return status;
        }
        if (armed()) {
            end = System.nanoTime() + LASTS_NANOS;
            did("/live does not answer 200 for 2 s");
        }
        return done() && System.nanoTime() < end ? 503 : status;
    }
}
