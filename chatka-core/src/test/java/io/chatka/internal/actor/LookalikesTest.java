package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.protocol.Look;
import io.chatka.internal.protocol.LookChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookalikesTest {
    private static final String ANN = "Ann";
    private static final String FAKE = "\u0410nn";
    private static final String FAKE_TOO = "\u0391nn";

    private final Set<String> gone = new HashSet<>();
    private final RoomPeers peers = new RoomPeers(
            new Nodes() {
                @Override
                public boolean isGone(String node) {
                    return gone.contains(node);
                }

                @Override
                public void heard(String node) {}
            },
            Duration.ofSeconds(20),
            peer -> {});
    private final Lookalikes lookalikes = settled(new Lookalikes(new ForeignNames()));

    private final RoomPeers.Peer there = peers.heard("there", 1);

    @Test
    void of_two_that_look_alike_the_later_is_one() {
        Lookalikes.Name ann = came(ANN);
        Lookalikes.Name fake = came(FAKE);
        assertThat(isLookalike(ann)).isFalse();
        assertThat(isLookalike(fake)).isTrue();
    }

    @Test
    void a_name_is_no_lookalike_of_itself() {
        Lookalikes.Name ghost = came(ANN);
        Lookalikes.Name tab = came(ANN);
        assertThat(isLookalike(ghost)).isFalse();
        assertThat(isLookalike(tab)).isFalse();
        Lookalikes.Name fake = came(FAKE);
        lookalikes.left(ghost);
        assertThat(isLookalike(tab)).isFalse();
        assertThat(isLookalike(fake)).isTrue();
    }

    @Test
    void when_the_first_has_left_the_next_is_the_first() {
        Lookalikes.Name ann = came(ANN);
        Lookalikes.Name fake = came(FAKE);
        Lookalikes.Name third = came(FAKE_TOO);
        assertThat(isLookalike(fake)).isTrue();
        assertThat(isLookalike(third)).isTrue();
        lookalikes.left(ann);
        assertThat(isLookalike(fake)).isFalse();
        assertThat(isLookalike(third)).isTrue();
        Lookalikes.Name again = came(ANN);
        assertThat(isLookalike(again)).isTrue();
        lookalikes.left(fake);
        assertThat(isLookalike(third)).isFalse();
        assertThat(isLookalike(again)).isTrue();
    }

    @Test
    void whoever_is_on_another_node_counts_too_in_both_orders() {
        lookalikes.cameThere(there, arrival(ANN, 1), false);
        Lookalikes.Name fake = came(FAKE);
        assertThat(isLookalike(fake)).isTrue();
        lookalikes.wentThere(there, Looks.of(ANN));
        assertThat(isLookalike(fake)).isFalse();
        // It is the first now, and stays it.
        lookalikes.cameThere(there, arrival(ANN, 5), false);
        assertThat(isLookalike(fake)).isFalse();
    }

    @Test
    void a_name_that_is_here_and_there_keeps_its_place_until_it_is_nowhere() {
        Lookalikes.Name ann = came(ANN);
        Lookalikes.Name fake = came(FAKE);
        lookalikes.cameThere(there, arrival(ANN, 7), false);
        lookalikes.left(ann);
        assertThat(isLookalike(fake)).isTrue();
        assertThat(isLookalike(came(ANN))).isFalse();
    }

    @Test
    void names_of_a_node_that_is_gone_do_not_count_until_it_is_back() {
        lookalikes.cameThere(there, arrival(ANN, 1), false);
        Lookalikes.Name fake = came(FAKE);
        gone.add("there");
        review();
        assertThat(isLookalike(fake)).isFalse();
        gone.clear();
        review();
        assertThat(isLookalike(fake)).isTrue();
        lookalikes.forget(there);
        assertThat(isLookalike(fake)).isFalse();
    }

    @Test
    void two_that_came_in_the_same_moment_are_judged_alike_on_both_nodes() {
        Lookalikes other = settled(new Lookalikes(new ForeignNames()));
        Lookalikes.Name ann = came(ANN);
        Lookalikes.Name fake = other.came(Looks.of(FAKE));
        RoomPeers.Peer here = peers.heard("here", 1);
        news(lookalikes).forEach(arrival -> other.cameThere(here, arrival, false));
        news(other).forEach(arrival -> lookalikes.cameThere(there, arrival, false));
        assertThat(isLookalike(ann)).isNotEqualTo(other.isLookalike(fake));
    }

    @Test
    void who_comes_while_others_may_not_have_been_heard_of_is_later_than_they() {
        lookalikes.unsettle();
        Lookalikes.Name fake = came(FAKE);
        Lookalikes.Name third = came(FAKE_TOO);
        assertThat(isLookalike(fake)).isFalse();
        assertThat(isLookalike(third)).isTrue();
        assertThat(news(lookalikes)).isEmpty();
        lookalikes.cameThere(there, arrival(ANN, 100), false);
        assertThat(isLookalike(fake)).isTrue();
        lookalikes.settle();
        assertThat(isLookalike(fake)).isTrue();
        assertThat(news(lookalikes)).containsExactlyInAnyOrder(arrival(FAKE, 101), arrival(FAKE_TOO, 102));
    }

    @Test
    void who_answers_late_was_there_all_the_same() {
        lookalikes.asked();
        Lookalikes.Name fake = came(FAKE);
        news(lookalikes);
        lookalikes.cameThere(there, arrival(ANN, 4), true);
        assertThat(isLookalike(fake)).isTrue();
        assertThat(news(lookalikes)).containsExactly(arrival(FAKE, 5));
    }

    @Test
    void who_was_here_before_this_node_asked_does_not_yield() {
        Lookalikes.Name ann = came(ANN);
        lookalikes.asked();
        lookalikes.cameThere(there, arrival(FAKE, 4), true);
        assertThat(isLookalike(ann)).isFalse();
    }

    @Test
    void what_came_and_went_between_two_notes_is_not_told_and_what_was_told_is_taken_back() {
        lookalikes.left(came(ANN));
        assertThat(news(lookalikes)).isEmpty();
        Lookalikes.Name ann = came(ANN);
        news(lookalikes);
        lookalikes.left(ann);
        List<Look> went = new ArrayList<>();
        lookalikes.takeNews(new ArrayList<>(), went);
        assertThat(went).containsExactly(Looks.of(ANN));
        assertThat(lookalikes.hasNews()).isFalse();
    }

    @Test
    void made_up_names_are_never_told_and_imitations_of_them_are_always_noticed() {
        Lookalikes.Name imitation = came("gue\u0455t-7w3k");
        Lookalikes.Name guest = came("guest-7w3k");
        assertThat(isLookalike(imitation)).isTrue();
        assertThat(isLookalike(guest)).isFalse();
        assertThat(lookalikes.hasNews()).isFalse();
        lookalikes.left(imitation);
        lookalikes.left(guest);
        assertThat(lookalikes.hasNews()).isFalse();
    }

    @Test
    void names_that_are_told_and_kept_have_a_bound() {
        ForeignNames foreign = new ForeignNames();
        Lookalikes many = settled(new Lookalikes(foreign));
        for (int i = 0; i < 10_001; i++) {
            many.came(new Look(i, 1));
            many.cameThere(there, new LookChanges.Arrival(new Look(i, 2), i), false);
        }
        assertThat(many.all()).hasSize(10_000);
        assertThat(there.names()).hasSize(10_000);
        many.forget(there);
        assertThat(there.names()).isEmpty();
        many.cameThere(there, new LookChanges.Arrival(new Look(10_000, 2), 1), false);
        assertThat(there.names()).hasSize(1);
    }

    @Test
    void all_rooms_of_a_node_together_have_a_bound_and_give_back_what_they_took() {
        ForeignNames foreign = new ForeignNames();
        int taken = 0;
        while (foreign.take()) {
            taken++;
        }
        Lookalikes room = new Lookalikes(foreign);
        room.cameThere(there, arrival(ANN, 1), false);
        assertThat(there.names()).isEmpty();
        foreign.release();
        room.cameThere(there, arrival(ANN, 1), false);
        assertThat(there.names()).hasSize(1);
        room.forget(there);
        assertThat(foreign.take()).isTrue();
        assertThat(taken).isEqualTo(100_000);
    }

    private Lookalikes.Name came(String name) {
        return lookalikes.came(Looks.of(name));
    }

    private boolean isLookalike(Lookalikes.Name name) {
        return lookalikes.isLookalike(name);
    }

    private void review() {
        peers.review();
        lookalikes.review();
    }

    private static Lookalikes settled(Lookalikes lookalikes) {
        lookalikes.settle();
        return lookalikes;
    }

    private static List<LookChanges.Arrival> news(Lookalikes of) {
        List<LookChanges.Arrival> came = new ArrayList<>();
        of.takeNews(came, new ArrayList<>());
        return Collections.unmodifiableList(came);
    }

    private static LookChanges.Arrival arrival(String name, int order) {
        return new LookChanges.Arrival(Looks.of(name), order);
    }
}
