package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManualLoopTest {

    @Test
    void what_is_due_in_a_moment_never_is_and_what_is_due_now_runs() {
        ManualLoop loop = new ManualLoop();
        List<String> run = new ArrayList<>();
        loop.schedule(() -> run.add("in a moment"), 1, TimeUnit.NANOSECONDS);
        loop.scheduleAtFixedRate(() -> run.add("again and again"), 1, 1, TimeUnit.NANOSECONDS);
        loop.execute(() -> run.add("now"));
        loop.executeAfterEventLoopIteration(() -> run.add("at the end"));
        loop.turn();
        loop.turn();
        assertThat(run).containsExactly("now", "at the end");
    }
}
