package io.chatka.internal.admin;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the answers: on the event loop if that takes microseconds, else in threads of its own. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Answer FAULT = Answer.error(500, "a fault of this node; its log has the details");
    private static final Answer BUSY = Answer.error(503, "too many requests for figures at once; try again");
    private static final Answer UNDER_WAY = Answer.error(503, "this is already under way; try again when it has ended");

    private final ExecutorService figures;
    private final ExecutorService actions = thread("chatka-admin-action", 1);
    private final AtomicBoolean acting = new AtomicBoolean();

    /** @param waiting how many requests for figures may wait; more are refused */
    Workers(int waiting) {
        figures = thread("chatka-admin-figures", waiting);
    }

    /**
     * @param wanted whether anybody still waits for the answer
     * @param then gets the answer, in any thread, now or later
     */
    void answer(AdminPage page, BooleanSupplier wanted, Consumer<Answer> then) {
        switch (page.kind()) {
            case AT_ONCE -> then.accept(made(page));
            case FIGURES -> figure(page, wanted, then);
            case ACTION -> act(page, then);
        }
    }

    private void figure(AdminPage page, BooleanSupplier wanted, Consumer<Answer> then) {
        try {
            figures.execute(() -> {
                if (wanted.getAsBoolean()) {
                    then.accept(made(page));
                }
            });
        } catch (RejectedExecutionException tooMany) {
            then.accept(BUSY);
        }
    }

    private void act(AdminPage page, Consumer<Answer> then) {
        if (!acting.compareAndSet(false, true)) {
            then.accept(UNDER_WAY);
            return;
        }
        try {
            actions.execute(() -> {
                Answer answer = made(page);
                acting.set(false);
                then.accept(answer);
            });
        } catch (RejectedExecutionException closed) {
            then.accept(BUSY);
        }
    }

    /** Answers with 500 if the page throws, since the client waits for an answer. */
    private static Answer made(AdminPage page) {
        try {
            return page.content().get();
        } catch (Throwable fault) {
            LOG.error("{} of the admin port failed", page.path(), fault);
            return FAULT;
        }
    }

    /** One thread, started when it is first needed. */
    private static ExecutorService thread(String name, int waiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        figures.shutdownNow();
        actions.shutdownNow();
    }
}
