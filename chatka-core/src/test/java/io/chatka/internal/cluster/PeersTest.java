package io.chatka.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.cluster.NodeState.State;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one broker. */
class PeersTest {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();
    private final Broker broker =
            new EmbeddedBroker(Clock.systemUTC(), nanos::get, EmbeddedSettings.defaults(HistorySettings.defaults()));

    /** How often the first node noticed that others are gone or back. */
    private final List<String> changes = new ArrayList<>();

    private NodeState ofB = new NodeState(100, 1_000, 500, State.READY);

    private final Peers a = peers("a", new NodeState(7, 10, 10, State.READY));
    private final Peers b = Peers.on(broker.nodes(), "b", () -> ofB, nanos::get, EVERY);
    private final Peers c = peers("c", new NodeState(400, 500, 0, State.READY));

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void alone_hasNobody() {
        a.announce();
        a.announce();
        assertThat(a.count()).isZero();
        assertThat(a.spare()).isEqualTo(SpareCapacity.NONE);
    }

    @Test
    void others_areAddedUp_thisOneIsNot() {
        announceAll();
        assertThat(a.count()).isEqualTo(2);
        assertThat(a.spare()).isEqualTo(new SpareCapacity(900 + 100, 500 + 1000, 0));
    }

    @Test
    void nodeThatDrains_takesNobody_andItsOwnWantAPlaceToo() {
        announceAll();
        ofB = new NodeState(90, 1_000, 500, State.DRAINING);
        b.announce();
        assertThat(a.spare()).isEqualTo(new SpareCapacity(100, 1000, 90));
    }

    @Test
    void nodeThatIsUnfitOrFull_takesNobody() {
        ofB = new NodeState(90, 1_000, 500, State.UNFIT);
        announceAll();
        assertThat(a.spare()).isEqualTo(new SpareCapacity(100, 1000, 0));
        ofB = new NodeState(1_000, 1_000, 500, State.READY);
        b.announce();
        assertThat(a.spare()).isEqualTo(new SpareCapacity(100, 1000, 0));
    }

    @Test
    void nodeThatIsNotHeardOf_isForgotten() {
        announceAll();
        nanos.addAndGet(EVERY.toNanos() * 3);
        b.announce();
        assertThat(a.count()).isEqualTo(2);
        nanos.addAndGet(1);
        assertThat(a.count()).isEqualTo(1);
        a.announce();
        assertThat(a.spare()).isEqualTo(new SpareCapacity(900, 500, 0));
    }

    @Test
    void nodeThatIsNotHeard_isGone_whenThreePeriodsAreOver() {
        hearAll(2);
        changes.clear();
        hear(3, a, c);
        assertThat(a.isGone("b")).isFalse();
        hear(1, a, c);
        assertThat(a.isGone("b")).isTrue();
        assertThat(c.isGone("b")).isTrue();
        assertThat(a.isGone("c")).isFalse();
        assertThat(changes).containsExactly("a");
        hear(5, a, c);
        assertThat(changes).containsExactly("a");
    }

    @Test
    void twoAtOnce_areGone() {
        hearAll(2);
        hear(4, a);
        assertThat(a.isGone("b")).isTrue();
        assertThat(a.isGone("c")).isTrue();
    }

    @Test
    void nodeThatIsHeardAgain_isBackOnlyWhenItHasBeenHeardForAsLong() {
        hearAll(2);
        hear(5, a, c);
        changes.clear();
        hearAll(4);
        assertThat(a.isGone("b")).isTrue();
        hearAll(1);
        assertThat(a.isGone("b")).isFalse();
        assertThat(changes).containsExactly("a");
    }

    @Test
    void nodeThatIsHeardNowAndThen_doesNotComeAndGo() {
        hearAll(2);
        hear(5, a, c);
        changes.clear();
        for (int i = 0; i < 10; i++) {
            hearAll(1);
            hear(5, a, c);
        }
        assertThat(a.isGone("b")).isTrue();
        assertThat(changes).isEmpty();
    }

    @Test
    void nobodyIsGone_whileThisNodeHearsNothingOfItself() {
        hearAll(2);
        // The broker is away, this node's subscription delivers nothing, or this node is paused.
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(a.isGone("b")).isFalse();
        assertThat(a.count()).isZero();
        hear(1, a);
        assertThat(a.isGone("b")).isFalse();
        hearAll(3);
        assertThat(a.isGone("b")).isFalse();
        assertThat(a.count()).isEqualTo(2);
    }

    @Test
    void ownNotesThatComeTogether_makeNobodyOlder() {
        hearAll(2);
        for (int i = 0; i < 20; i++) {
            a.announce();
        }
        assertThat(a.isGone("b")).isFalse();
    }

    @Test
    void whenTheBrokerIsBack_theOthersHaveTimeToBeHeard() {
        hearAll(2);
        hear(3, a);
        nanos.addAndGet(EVERY.toNanos());
        hear(3, a);
        assertThat(a.isGone("b")).isFalse();
        hear(1, a);
        assertThat(a.isGone("b")).isTrue();
    }

    @Test
    void nodeThatOnlyARoomHasHeardOf_hasToTellOfItself() {
        hear(2, a);
        a.heard("d");
        a.heard("a");
        assertThat(a.count()).isZero();
        assertThat(a.spare()).isEqualTo(SpareCapacity.NONE);
        hear(3, a);
        a.heard("d");
        assertThat(a.isGone("d")).isFalse();
        hear(1, a);
        assertThat(a.isGone("d")).isTrue();
        assertThat(a.isGone("a")).isFalse();
    }

    @Test
    void nodeThatSaysThatItAnnouncesItselfLessOften_isWaitedForLonger() {
        Peers slow = Peers.on(broker.nodes(), "slow", () -> ofB, nanos::get, EVERY.multipliedBy(5));
        hear(2, a, slow);
        hear(19, a);
        assertThat(a.isGone("slow")).isFalse();
        hear(1, a);
        assertThat(a.isGone("slow")).isTrue();
    }

    @Test
    void nodeThatIsGoneForLong_isForgotten() {
        hearAll(2);
        hear(301, a);
        assertThat(a.isGone("b")).isFalse();
        assertThat(a.isGone("c")).isFalse();
    }

    @Test
    void noteThatIsNone_isPassedOver() {
        announceAll();
        for (String note : new String[] {
            "",
            "x",
            "[]",
            "{}",
            "{\"node\":\"d\"}",
            "{\"node\":\"d\",\"state\":\"ASLEEP\",\"connections\":1,\"limit\":2,\"perSecond\":3}"
        }) {
            broker.nodes().send(Topic.PEERS, note.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(a.count()).isEqualTo(2);
    }

    @Test
    void fieldsOfALaterVersion_arePassedOver() {
        announceAll();
        String later = "{\"zone\":{\"name\":\"x\",\"ids\":[1]},\"node\":\"d\",\"state\":\"READY\",\"connections\":-1,"
                + "\"limit\":50,\"perSecond\":3,\"more\":null}";
        broker.nodes().send(Topic.PEERS, later.getBytes(StandardCharsets.UTF_8));
        assertThat(a.count()).isEqualTo(3);
        assertThat(a.spare().free()).isEqualTo(1_050);
    }

    private void hearAll(int times) {
        hear(times, a, b, c);
    }

    /** Each node announces itself this many times. */
    private void hear(int times, Peers... nodes) {
        for (int i = 0; i < times; i++) {
            nanos.addAndGet(EVERY.toNanos());
            for (Peers node : nodes) {
                node.announce();
            }
        }
    }

    private void announceAll() {
        for (int round = 0; round < 2; round++) {
            a.announce();
            b.announce();
            c.announce();
        }
    }

    private Peers peers(String name, NodeState state) {
        Peers peers = Peers.on(broker.nodes(), name, () -> state, nanos::get, EVERY);
        peers.whenChanged(() -> {
            if (name.equals("a")) {
                changes.add(name);
            }
        });
        return peers;
    }
}
