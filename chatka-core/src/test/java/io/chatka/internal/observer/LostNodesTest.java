package io.chatka.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.OccupancyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LostNodesTest {
    private final Memory store = new Memory();
    private final Set<String> alive = new TreeSet<>(Set.of("a", "b", "c"));
    private final List<String> told = new ArrayList<>();
    private final LostNodes a = node("a");
    private final LostNodes b = node("b");

    private LostNodes node(String name) {
        LostNodes node = new LostNodes(store, name, () -> {
            Set<String> others = new TreeSet<>(alive);
            others.remove(name);
            return others;
        });
        node.whenLost((lost, rooms) -> told.add(name + " tells " + lost + rooms));
        return node;
    }

    private static void look(int times, LostNodes... nodes) {
        for (int i = 0; i < times; i++) {
            for (LostNodes node : nodes) {
                node.look();
            }
        }
    }

    @Test
    void one_of_the_others_tells_which_rooms_a_lost_node_had() {
        LostNodes lost = node("c");
        lost.changed("lobby", true);
        lost.changed("left", true);
        lost.keep();
        lost.changed("left", false);
        lost.keep();
        a.keep();
        b.keep();
        alive.remove("c");
        look(4, a, b);
        assertThat(told).isEmpty();
        look(10, a, b);
        assertThat(told).containsExactly("a tells c[lobby]");
    }

    @Test
    void a_node_that_said_farewell_is_not_lost() {
        LostNodes ends = node("c");
        ends.changed("lobby", true);
        ends.keep();
        ends.close();
        alive.remove("c");
        look(10, a, b);
        assertThat(told).isEmpty();
    }

    @Test
    void a_node_that_is_heard_again_in_time_is_not_lost() {
        node("c").keep();
        alive.remove("c");
        look(4, a);
        alive.add("c");
        look(1, a);
        alive.remove("c");
        look(4, a);
        assertThat(told).isEmpty();
        look(1, a);
        assertThat(told).containsExactly("a tells c[]");
    }

    @Test
    void while_the_broker_is_away_nobody_is_lost_and_no_change_either() {
        LostNodes c = node("c");
        c.changed("lobby", true);
        c.changed("old", true);
        c.keep();
        store.away = true;
        c.changed("old", false);
        c.changed("new", true);
        c.keep();
        c.changed("new", false);
        look(3, a);
        store.away = false;
        c.keep();
        alive.remove("c");
        look(4, a);
        store.away = true;
        look(10, a);
        store.away = false;
        look(4, a);
        assertThat(told).isEmpty();
        look(1, a);
        assertThat(told).containsExactly("a tells c[lobby]");
    }

    @Test
    void a_node_that_was_taken_for_lost_enters_itself_again_with_all_its_rooms() {
        LostNodes c = node("c");
        c.changed("lobby", true);
        c.changed("old", true);
        c.keep();
        alive.remove("c");
        look(5, a);
        c.changed("old", false);
        c.changed("new", true);
        c.look();
        c.keep();
        assertThat(store.rooms).containsEntry("c", Set.of("lobby", "new"));
        assertThat(told).containsExactly("a tells c[lobby, old]");
    }

    @Test
    void nothing_is_kept_for_a_node_that_keeps_nothing() {
        new LostNodes(store, "d", Set::of).close();
        assertThat(store.rooms).isEmpty();
    }

    private static final class Memory implements OccupancyStore {
        private final Map<String, Set<String>> rooms = new TreeMap<>();
        private boolean away;

        private <T> CompletionStage<T> answer(T answer) {
            return away
                    ? CompletableFuture.failedFuture(new BrokerUnavailableException("away", null))
                    : CompletableFuture.completedFuture(answer);
        }

        @Override
        public CompletionStage<Void> change(String node, Collection<String> occupied, Collection<String> vacated) {
            if (!away) {
                Set<String> of = rooms.computeIfAbsent(node, first -> new TreeSet<>());
                of.addAll(occupied);
                of.removeAll(vacated);
            }
            return answer(null);
        }

        @Override
        public CompletionStage<Set<String>> nodes() {
            return answer(Set.copyOf(rooms.keySet()));
        }

        @Override
        public CompletionStage<List<String>> take(String node) {
            Set<String> taken = away ? null : rooms.remove(node);
            return answer(taken == null ? null : List.copyOf(taken));
        }
    }
}
