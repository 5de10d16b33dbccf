package io.chatka.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that share a channel ask each other. */
class QuestionsTest {
    private final EmbeddedBroker broker = new EmbeddedBroker(
            Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));

    @AfterEach
    void close() {
        broker.close();
    }

    private Questions node(String name, Set<String> others) {
        return node(broker.nodes(), name, others);
    }

    private static Questions node(NodeChannel channel, String name, Set<String> others) {
        Questions questions = new Questions(channel, name, () -> others, Runnable::run);
        questions.answer("name", asked -> CompletableFuture.completedStage(List.of(List.of(name, asked.get(0)))));
        questions.answer("fails", asked -> {
            throw new IllegalStateException("a fault that the test put in");
        });
        questions.start();
        return questions;
    }

    private static Questions.Answers join(CompletionStage<Questions.Answers> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void every_node_answers_and_the_asker_gets_each_answer_by_its_node() {
        Questions one = node("one", Set.of("two"));
        node("two", Set.of("one"));
        Questions.Answers answers = join(one.ask("name", List.of("é\n")));
        assertThat(answers.byNode()).containsOnlyKeys("one", "two");
        assertThat(answers.byNode().get("two")).containsExactly(List.of("two", "é\n"));
        assertThat(answers.missing()).isEmpty();
    }

    @Test
    void a_node_alone_answers_itself() {
        assertThat(join(node("one", Set.of()).ask("name", List.of("x"))).byNode())
                .containsOnlyKeys("one");
    }

    @Test
    void a_node_that_does_not_answer_in_time_is_named() {
        Questions one = node("one", Set.of("two", "gone"));
        node("two", Set.of("one"));
        long before = System.nanoTime();
        Questions.Answers answers = join(one.ask("name", List.of("x")));
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(Questions.LIMIT.toNanos());
        assertThat(answers.byNode()).containsOnlyKeys("one", "two");
        assertThat(answers.missing()).containsExactly("gone");
    }

    @Test
    void a_question_that_a_node_cannot_answer_leaves_it_missing() {
        assertThat(join(node("one", Set.of()).ask("fails", List.of())).missing())
                .containsExactly("one");
        assertThat(join(node("two", Set.of()).ask("nonsense", List.of())).missing())
                .containsExactly("two");
    }

    @Test
    void more_questions_than_may_wait_are_refused_and_ended_ones_do_not_count() {
        Questions one = node("one", Set.of("gone"));
        List<CompletionStage<Questions.Answers>> asked = new java.util.ArrayList<>();
        for (int i = 0; i < Questions.MOST_WAITING; i++) {
            asked.add(one.ask("name", List.of("x")));
        }
        assertThat(one.ask("name", List.of("x")).toCompletableFuture())
                .isCompletedExceptionally()
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                .withCauseInstanceOf(RejectedExecutionException.class);
        asked.forEach(QuestionsTest::join);
        assertThat(join(one.ask("name", List.of("x"))).byNode()).containsOnlyKeys("one");
    }

    @Test
    void notes_of_other_programs_are_ignored() {
        Questions one = node("one", Set.of());
        for (String note : List.of("", "[", "{}", "[1,2]", "[\"x\",1,\"name\"]", "[\"x\",1,\"name\",[\"a\"", "null")) {
            broker.nodes().send(io.chatka.internal.broker.Topic.QUESTIONS, note.getBytes());
            broker.nodes().send(io.chatka.internal.broker.Topic.answers("one"), note.getBytes());
        }
        assertThat(join(one.ask("name", List.of("x"))).byNode()).containsOnlyKeys("one");
    }
}
