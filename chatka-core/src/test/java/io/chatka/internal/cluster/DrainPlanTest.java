package io.chatka.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainPlanTest {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    @Test
    void clients_comeBackNoFasterThanHalfOfWhatTheOthersLetIn() {
        DrainPlan plan = DrainPlan.plan(5_000, DRAIN, new SpareCapacity(100_000, 500, 0), 1000);
        assertThat(mostInASecond(plan)).isBetween(240, 251);
        // 20 seconds are within the drain time, so clients are without a connection for 500 ms at
        // most.
        assertThat(plan.over()).isEqualTo(Duration.ofSeconds(20));
        assertThat(longestAway(plan)).isLessThanOrEqualTo(500);
    }

    @Test
    void moreClientsThanTheDrainTimeAllows_goEarlierAndWaitForTheirTurn() {
        DrainPlan plan = DrainPlan.plan(20_000, DRAIN, new SpareCapacity(100_000, 500, 0), 1000);
        assertThat(mostInASecond(plan)).isBetween(240, 251);
        assertThat(plan.over()).isEqualTo(Duration.ofSeconds(25));
        assertThat(longestAway(plan)).isBetween(55_000L, 55_501L);
    }

    @Test
    void thoseForWhomTheOthersHaveNoRoom_comeBackAfterTheDrainTime() {
        DrainPlan plan = DrainPlan.plan(1_000, DRAIN, new SpareCapacity(600, 1000, 0), 1000);
        List<Long> due = due(plan);
        assertThat(due.subList(0, 600)).allMatch(at -> at <= 2_000);
        assertThat(due.subList(600, 1_000)).allMatch(at -> at >= 30_000 && at <= 31_500);
    }

    @Test
    void nodesThatStopTogether_shareWhatTheOthersHave() {
        // 3,000 clients here and 9,000 elsewhere want 4,000 places and 800 handshakes/s: a quarter
        // is ours.
        DrainPlan plan = DrainPlan.plan(3_000, DRAIN, new SpareCapacity(4_000, 800, 9_000), 1000);
        assertThat(plan.elsewhere()).isEqualTo(1_000);
        assertThat(plan.perSecond()).isEqualTo(100);
    }

    @Test
    void nobodyElse_comeBackAtThePaceOfThisNode() {
        DrainPlan plan = DrainPlan.plan(2_000, DRAIN, SpareCapacity.NONE, 200);
        assertThat(mostInASecond(plan)).isBetween(95, 101);
        assertThat(due(plan).get(0)).isZero();
    }

    @Test
    void fewClients_haveATimeOfTheirOwnEach() {
        DrainPlan plan = DrainPlan.plan(20, DRAIN, SpareCapacity.NONE, 0);
        List<Long> slots = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            slots.add(plan.reconnectMillis(i));
        }
        assertThat(slots).doesNotHaveDuplicates().allMatch(millis -> millis < 600);
    }

    @Test
    void everybodyIsTold_inProportionToTheTime() {
        DrainPlan plan = DrainPlan.plan(10_000, DRAIN, SpareCapacity.NONE, 1000);
        assertThat(plan.toldAfter(Duration.ZERO)).isZero();
        assertThat(plan.toldAfter(Duration.ofSeconds(10))).isEqualTo(5_000);
        assertThat(plan.toldAfter(Duration.ofSeconds(20))).isEqualTo(10_000);
        assertThat(plan.toldAfter(Duration.ofHours(1))).isEqualTo(10_000);
    }

    @Test
    void noDrainTime_everybodyIsToldAtOnceAndStillPacedOnTheWayBack() {
        DrainPlan plan = DrainPlan.plan(1_000, Duration.ZERO, new SpareCapacity(5_000, 200, 0), 1000);
        assertThat(plan.toldAfter(Duration.ZERO)).isEqualTo(1_000);
        assertThat(mostInASecond(plan)).isBetween(90, 101);
    }

    @Test
    void nobodyThere_nothingFails() {
        for (DrainPlan none : List.of(DrainPlan.atOnce(), DrainPlan.plan(0, DRAIN, SpareCapacity.NONE, 0))) {
            assertThat(none.toldAfter(Duration.ZERO)).isZero();
            assertThat(none.reconnectMillis(0)).isNotNegative();
        }
    }

    /** When each client reconnects, in milliseconds from the start of the drain. */
    private static List<Long> due(DrainPlan plan) {
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < plan.clients(); i++) {
            due.add(plan.over().toMillis() * i / plan.clients() + plan.reconnectMillis(i));
        }
        return due;
    }

    private static int mostInASecond(DrainPlan plan) {
        List<Long> due = due(plan);
        int most = 0;
        for (int first = 0, last = 0; last < due.size(); last++) {
            while (due.get(last) - due.get(first) >= 1000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static long longestAway(DrainPlan plan) {
        long longest = 0;
        for (int i = 0; i < plan.clients(); i++) {
            longest = Math.max(longest, plan.reconnectMillis(i));
        }
        return longest;
    }
}
