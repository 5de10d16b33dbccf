package io.chatka.internal.admin;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the pages: on the event loop if that takes microseconds, else in a thread of its own. */
final class Workers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Answer FAULT = Answer.error(500, "a fault of this node; its log has the details");
    private static final Answer BUSY = Answer.error(503, "too many requests for figures at once; try again");

    private final ExecutorService figures;

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
    }
}
