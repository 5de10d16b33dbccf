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
        DrainPlan farewell = DrainPlan.plan(5_000, DRAIN, new SpareCapacity(100_000, 500, 0), 1000);
        assertThat(mostInASecond(farewell)).isBetween(240, 251);
        // At the end of 20 seconds, within the drain time: nobody is without a connection for more than a moment.
        assertThat(farewell.over()).isEqualTo(Duration.ofSeconds(20));
        assertThat(longestAway(farewell)).isLessThanOrEqualTo(500);
    }

    @Test
    void moreClientsThanTheDrainTimeAllows_goEarlierAndWaitForTheirTurn() {
        DrainPlan farewell = DrainPlan.plan(20_000, DRAIN, new SpareCapacity(100_000, 500, 0), 1000);
        assertThat(mostInASecond(farewell)).isBetween(240, 251);
        assertThat(farewell.over()).isEqualTo(Duration.ofSeconds(25));
        assertThat(longestAway(farewell)).isBetween(55_000L, 55_501L);
    }

    @Test
    void thoseForWhomTheOthersHaveNoRoom_comeBackAfterTheDrainTime() {
        DrainPlan farewell = DrainPlan.plan(1_000, DRAIN, new SpareCapacity(600, 1000, 0), 1000);
        List<Long> due = due(farewell);
        assertThat(due.subList(0, 600)).allMatch(at -> at <= 2_000);
        assertThat(due.subList(600, 1_000)).allMatch(at -> at >= 30_000 && at <= 31_500);
    }

    @Test
    void nodesThatStopTogether_shareWhatTheOthersHave() {
        // 3,000 of ours and 9,000 of another one for 4,000 places and 800 handshakes a second: a quarter is for us.
        DrainPlan farewell = DrainPlan.plan(3_000, DRAIN, new SpareCapacity(4_000, 800, 9_000), 1000);
        assertThat(farewell.elsewhere()).isEqualTo(1_000);
        assertThat(farewell.perSecond()).isEqualTo(100);
    }

    @Test
    void nobodyElse_comeBackAtThePaceOfThisNode() {
        DrainPlan farewell = DrainPlan.plan(2_000, DRAIN, SpareCapacity.NONE, 200);
        assertThat(mostInASecond(farewell)).isBetween(95, 101);
        assertThat(due(farewell).get(0)).isZero();
    }

    @Test
    void fewClients_haveATimeOfTheirOwnEach() {
        DrainPlan farewell = DrainPlan.plan(20, DRAIN, SpareCapacity.NONE, 0);
        List<Long> slots = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            slots.add(farewell.reconnectMillis(i));
        }
        assertThat(slots).doesNotHaveDuplicates().allMatch(millis -> millis < 600);
    }

    @Test
    void everybodyIsTold_inProportionToTheTime() {
        DrainPlan farewell = DrainPlan.plan(10_000, DRAIN, SpareCapacity.NONE, 1000);
        assertThat(farewell.toldAfter(Duration.ZERO)).isZero();
        assertThat(farewell.toldAfter(Duration.ofSeconds(10))).isEqualTo(5_000);
        assertThat(farewell.toldAfter(Duration.ofSeconds(20))).isEqualTo(10_000);
        assertThat(farewell.toldAfter(Duration.ofHours(1))).isEqualTo(10_000);
    }

    @Test
    void noDrainTime_everybodyIsToldAtOnceAndStillPacedOnTheWayBack() {
        DrainPlan farewell = DrainPlan.plan(1_000, Duration.ZERO, new SpareCapacity(5_000, 200, 0), 1000);
        assertThat(farewell.toldAfter(Duration.ZERO)).isEqualTo(1_000);
        assertThat(mostInASecond(farewell)).isBetween(90, 101);
    }

    @Test
    void nobodyThere_nothingFails() {
        for (DrainPlan none : List.of(DrainPlan.atOnce(), DrainPlan.plan(0, DRAIN, SpareCapacity.NONE, 0))) {
            assertThat(none.toldAfter(Duration.ZERO)).isZero();
            assertThat(none.reconnectMillis(0)).isNotNegative();
        }
    }

    /** When each comes back, in milliseconds from the beginning. */
    private static List<Long> due(DrainPlan farewell) {
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < farewell.clients(); i++) {
            due.add(farewell.over().toMillis() * i / farewell.clients() + farewell.reconnectMillis(i));
        }
        return due;
    }

    private static int mostInASecond(DrainPlan farewell) {
        List<Long> due = due(farewell);
        int most = 0;
        for (int first = 0, last = 0; last < due.size(); last++) {
            while (due.get(last) - due.get(first) >= 1000) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    private static long longestAway(DrainPlan farewell) {
        long longest = 0;
        for (int i = 0; i < farewell.clients(); i++) {
            longest = Math.max(longest, farewell.reconnectMillis(i));
        }
        return longest;
    }
}
