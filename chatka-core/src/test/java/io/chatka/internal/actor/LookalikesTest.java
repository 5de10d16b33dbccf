package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.protocol.Look;
import io.chatka.internal.protocol.LookChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookalikesTest {
    private static final String ANN = "Ann";
    private static final String FAKE = "\u0410nn";
    private static final String FAKE_TOO = "\u0391nn";

    private final Map<Lookalikes.Name, Long> users = new HashMap<>();
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
        left(ghost);
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
        left(ann);
        assertThat(isLookalike(fake)).isFalse();
        assertThat(isLookalike(third)).isTrue();
        Lookalikes.Name again = came(ANN);
        assertThat(isLookalike(again)).isTrue();
        left(fake);
        assertThat(isLookalike(third)).isFalse();
        assertThat(isLookalike(again)).isTrue();
    }

    @Test
    void whoever_is_on_another_node_counts_too_in_both_orders() {
        lookalikes.cameThere(there, arrival(ANN, 1), false);
        Lookalikes.Name fake = came(FAKE);
        assertThat(isLookalike(fake)).isTrue();
        lookalikes.wentThere(there, look(ANN));
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
        left(ann);
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
        Lookalikes.Name fake = other.came(look(FAKE), userOf(FAKE));
        RoomPeers.Peer here = peers.heard("here", 1);
        news(lookalikes).forEach(arrival -> other.cameThere(here, arrival, false));
        news(other).forEach(arrival -> lookalikes.cameThere(there, arrival, false));
        assertThat(isLookalike(ann)).isNotEqualTo(other.isLookalike(fake, userOf(FAKE)));
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
        left(came(ANN));
        assertThat(news(lookalikes)).isEmpty();
        Lookalikes.Name ann = came(ANN);
        news(lookalikes);
        left(ann);
        List<Look> went = new ArrayList<>();
        lookalikes.takeNews(new ArrayList<>(), went);
        assertThat(went).containsExactly(look(ANN));
        assertThat(lookalikes.hasNews()).isFalse();
    }

    @Test
    void made_up_names_are_never_told_and_imitations_of_them_are_always_noticed() {
        Lookalikes.Name imitation = came("gue\u0455t-7w3k");
        Lookalikes.Name guest = came("guest-7w3k");
        assertThat(isLookalike(imitation)).isTrue();
        assertThat(isLookalike(guest)).isFalse();
        assertThat(lookalikes.hasNews()).isFalse();
        left(imitation);
        left(guest);
        assertThat(lookalikes.hasNews()).isFalse();
    }

    @Test
    void names_that_are_told_and_kept_have_a_bound() {
        ForeignNames foreign = new ForeignNames();
        Lookalikes many = settled(new Lookalikes(foreign));
        for (int i = 0; i < 10_001; i++) {
            many.came(new Look(i, 4), i);
            many.cameThere(there, new LookChanges.Arrival(new Look(i, 2), i, 1), false);
        }
        assertThat(many.all()).hasSize(10_000);
        assertThat(there.names()).hasSize(10_000);
        many.forget(there);
        assertThat(there.names()).isEmpty();
        many.cameThere(there, new LookChanges.Arrival(new Look(10_000, 2), 1, 1), false);
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

    @Test
    void a_guest_with_a_name_that_is_vouched_for_is_marked_whoever_came_first_and_however_it_is_spelt() {
        Lookalikes.Name guest = came(ANN);
        Lookalikes.Name fake = came(FAKE);
        Lookalikes.Name member = lookalikes.came(vouched(ANN), 77);
        assertThat(isLookalike(guest)).isTrue();
        assertThat(isLookalike(fake)).isTrue();
        assertThat(lookalikes.isLookalike(member, 77)).isFalse();
        lookalikes.left(member, 77);
        assertThat(isLookalike(guest)).isFalse();
        lookalikes.cameThere(there, new LookChanges.Arrival(vouched(ANN), 9, 77), false);
        assertThat(isLookalike(guest)).isTrue();
    }

    @Test
    void of_two_that_are_vouched_for_the_later_is_marked_unless_the_names_are_equal() {
        lookalikes.came(vouched(ANN), 77);
        Lookalikes.Name same = lookalikes.came(vouched(ANN), 78);
        Lookalikes.Name alike = lookalikes.came(vouched(FAKE), 79);
        assertThat(lookalikes.isLookalike(same, 78)).isFalse();
        assertThat(lookalikes.isLookalike(alike, 79)).isTrue();
    }

    @Test
    void a_user_who_has_changed_its_name_is_no_lookalike_of_its_own_ghost_on_any_node() {
        Lookalikes.Name ghost = lookalikes.came(look(ANN), 7);
        Lookalikes.Name renamed = lookalikes.came(look(FAKE), 7);
        assertThat(lookalikes.isLookalike(renamed, 7)).isFalse();
        Lookalikes.Name impostor = lookalikes.came(look(FAKE), 8);
        assertThat(lookalikes.isLookalike(impostor, 8)).isTrue();
        assertThat(lookalikes.isLookalike(renamed, 7)).isFalse();
        lookalikes.left(ghost, 7);
        lookalikes.cameThere(there, new LookChanges.Arrival(look(ANN), 1, 7), false);
        assertThat(lookalikes.isLookalike(renamed, 7)).isFalse();
        assertThat(lookalikes.isLookalike(impostor, 8)).isTrue();
        lookalikes.cameThere(there, new LookChanges.Arrival(look(ANN), 1, Holders.SEVERAL), false);
        assertThat(lookalikes.isLookalike(renamed, 7)).isTrue();
    }

    @Test
    void other_nodes_are_told_when_a_name_gets_a_second_user_and_when_one_remains() {
        lookalikes.came(look(ANN), 7);
        Lookalikes.Name ann = lookalikes.came(look(ANN), 7);
        assertThat(news(lookalikes)).containsExactly(new LookChanges.Arrival(look(ANN), 1, 7));
        lookalikes.came(look(ANN), 8);
        assertThat(news(lookalikes)).containsExactly(new LookChanges.Arrival(look(ANN), 1, Holders.SEVERAL));
        lookalikes.left(ann, 7);
        assertThat(lookalikes.hasNews()).isFalse();
        lookalikes.left(ann, 7);
        assertThat(news(lookalikes)).containsExactly(new LookChanges.Arrival(look(ANN), 1, 8));
    }

    private Lookalikes.Name came(String name) {
        Lookalikes.Name came = lookalikes.came(look(name), userOf(name));
        users.put(came, userOf(name));
        return came;
    }

    private void left(Lookalikes.Name name) {
        lookalikes.left(name, users.get(name));
    }

    private boolean isLookalike(Lookalikes.Name name) {
        return lookalikes.isLookalike(name, users.getOrDefault(name, 0L));
    }

    /** Each name of these tests has one user. */
    private static long userOf(String name) {
        return name.hashCode();
    }

    private static Look look(String name) {
        return Looks.of(new User("id", name, "guest"));
    }

    private static Look vouched(String name) {
        return Looks.of(new User("id", name, "member"));
    }

    private void review() {
        peers.review();
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
        return new LookChanges.Arrival(look(name), order, userOf(name));
    }
}
