package io.chatka.internal.cluster;

import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Asks every node of the cluster a question, this one included, and answers the others. An answer is
 * a list of rows of text. Nodes that do not answer within {@link #LIMIT} are named in the result.
 * Thread-safe; never blocks.
 *
 * <p>Answers are made on an executor, since notes arrive on threads of the broker.
 */
public final class Questions {
    /** How long this node waits for the answers of the others. */
    public static final Duration LIMIT = Duration.ofSeconds(1);

    /** Questions of this node that wait for answers. */
    static final int MOST_WAITING = 256;

    /** Questions of other nodes that wait for this one; it does not answer further ones. */
    private static final int MOST_ANSWERING = 256;

    private static final FaultLog FAULTS = FaultLog.of(Questions.class);

    private final NodeChannel channel;
    private final String self;
    private final Supplier<Set<String>> others;
    private final Executor executor;
    private final Map<String, Answerer> answerers = new ConcurrentHashMap<>();
    private final Map<Long, Asked> waiting = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger answering = new AtomicInteger();

    /** Answers one kind of question, on the executor. Must not block. */
    @FunctionalInterface
    public interface Answerer {
        /** @return rows with as many cells as the asker expects; bounded by whoever answers */
        CompletionStage<List<List<String>>> answer(List<String> arguments);
    }

    /**
     * What the nodes answered.
     *
     * @param byNode the rows of each node that answered
     * @param missing the nodes that did not, or could not
     */
    public record Answers(Map<String, List<List<String>>> byNode, Set<String> missing) {}

    private static final class Asked {
        final CompletableFuture<Answers> result = new CompletableFuture<>();
        final Map<String, List<List<String>>> byNode = new HashMap<>();
        final Set<String> nodes;
        final Set<String> open;

        Asked(Set<String> nodes) {
            this.nodes = nodes;
            this.open = new HashSet<>(nodes);
        }

        /** @param rows null if the node cannot answer */
        synchronized void add(String node, List<List<String>> rows) {
            if (open.remove(node)) {
                if (rows != null) {
                    byNode.put(node, rows);
                }
                if (open.isEmpty()) {
                    end();
                }
            }
        }

        synchronized void end() {
            Set<String> missing = new HashSet<>(nodes);
            missing.removeAll(byNode.keySet());
            result.complete(new Answers(Map.copyOf(byNode), Set.copyOf(missing)));
        }
    }

    /**
     * @param self this node's name
     * @param others the names of the other nodes that are alive
     * @param executor makes the answers for other nodes
     */
    public Questions(NodeChannel channel, String self, Supplier<Set<String>> others, Executor executor) {
        this.channel = channel;
        this.self = self;
        this.others = others;
        this.executor = executor;
    }

    /** Starts to listen to the other nodes. */
    public void start() {
        channel.subscribe(Topic.QUESTIONS, this::onQuestion);
        channel.subscribe(Topic.answers(self), this::onAnswer);
    }

    /** Answers these questions from now on. */
    public void answer(String question, Answerer answerer) {
        answerers.put(question, answerer);
    }

    /**
     * Asks all nodes. Fails with {@link RejectedExecutionException} if {@link #MOST_WAITING}
     * questions wait already.
     */
    public CompletionStage<Answers> ask(String question, List<String> arguments) {
        if (waiting.size() >= MOST_WAITING) {
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException("too many questions to the other nodes at once; try again"));
        }
        Set<String> nodes = new HashSet<>(others.get());
        nodes.add(self);
        Asked asked = new Asked(nodes);
        long number = numbers.incrementAndGet();
        if (nodes.size() > 1) {
            waiting.put(number, asked);
            asked.result.whenComplete((answers, failure) -> waiting.remove(number));
            channel.send(
                    Topic.QUESTIONS,
                    QuestionNotes.question(new QuestionNotes.Question(self, number, question, arguments)));
        }
        make(question, arguments).whenComplete((rows, failure) -> asked.add(self, failure == null ? rows : null));
        if (!asked.result.isDone()) {
            CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(asked::end);
        }
        return asked.result;
    }

    private CompletionStage<List<List<String>>> make(String question, List<String> arguments) {
        Answerer answerer = answerers.get(question);
        return answerer == null
                ? CompletableFuture.failedFuture(new IllegalArgumentException("nothing answers " + question))
                : Stages.begin(() -> answerer.answer(arguments));
    }

    private void onQuestion(byte[] note) {
        QuestionNotes.Question asked = QuestionNotes.question(note);
        if (asked == null || asked.node().equals(self)) {
            return;
        }
        if (answering.incrementAndGet() > MOST_ANSWERING) {
            // The other node names this one among those that did not answer.
            answering.decrementAndGet();
            return;
        }
        try {
            executor.execute(() -> make(asked.question(), asked.arguments())
                    .whenComplete((rows, failure) -> answered(asked, rows, failure)));
        } catch (RejectedExecutionException ending) {
            answering.decrementAndGet();
        }
    }

    private void answered(QuestionNotes.Question asked, List<List<String>> rows, Throwable failure) {
        answering.decrementAndGet();
        if (failure == null) {
            channel.send(
                    Topic.answers(asked.node()),
                    QuestionNotes.answer(new QuestionNotes.Answer(self, asked.number(), rows)));
        } else {
            FAULTS.report("a question of another node could not be answered", Stages.cause(failure));
        }
    }

    private void onAnswer(byte[] note) {
        QuestionNotes.Answer answer = QuestionNotes.answer(note);
        Asked asked = answer == null ? null : waiting.get(answer.number());
        if (asked != null) {
            asked.add(answer.node(), answer.rows());
        }
    }
}
