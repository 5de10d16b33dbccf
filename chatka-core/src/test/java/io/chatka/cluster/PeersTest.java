package io.chatka.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.broker.Broker;
import io.chatka.broker.EmbeddedBroker;
import io.chatka.broker.EmbeddedSettings;
import io.chatka.broker.HistorySettings;
import io.chatka.cluster.NodeState.State;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one broker. */
class PeersTest {
    private static final Duration EVERY = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();
    private final Broker broker =
            new EmbeddedBroker(Clock.systemUTC(), nanos::get, EmbeddedSettings.defaults(HistorySettings.defaults()));
    private NodeState ofB = new NodeState(100, 1_000, 500, State.READY);

    private final Peers a = peers("a", new NodeState(7, 10, 10, State.READY));
    private final Peers b = new Peers(broker, "b", () -> ofB, nanos::get, EVERY);
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
        assertThat(a.spare()).isEqualTo(Spare.NONE);
    }

    @Test
    void others_areAddedUp_thisOneIsNot() {
        announceAll();
        assertThat(a.count()).isEqualTo(2);
        assertThat(a.spare()).isEqualTo(new Spare(900 + 100, 500 + 1000, 0));
    }

    @Test
    void nodeThatDrains_takesNobody_andItsOwnWantAPlaceToo() {
        announceAll();
        ofB = new NodeState(90, 1_000, 500, State.DRAINING);
        b.announce();
        assertThat(a.spare()).isEqualTo(new Spare(100, 1000, 90));
    }

    @Test
    void nodeThatIsUnfitOrFull_takesNobody() {
        ofB = new NodeState(90, 1_000, 500, State.UNFIT);
        announceAll();
        assertThat(a.spare()).isEqualTo(new Spare(100, 1000, 0));
        ofB = new NodeState(1_000, 1_000, 500, State.READY);
        b.announce();
        assertThat(a.spare()).isEqualTo(new Spare(100, 1000, 0));
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
        assertThat(a.spare()).isEqualTo(new Spare(900, 500, 0));
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
            broker.announce("~nodes", note.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(a.count()).isEqualTo(2);
    }

    @Test
    void fieldsOfALaterVersion_arePassedOver() {
        announceAll();
        String later = "{\"zone\":{\"name\":\"x\",\"ids\":[1]},\"node\":\"d\",\"state\":\"READY\",\"connections\":-1,"
                + "\"limit\":50,\"perSecond\":3,\"more\":null}";
        broker.announce("~nodes", later.getBytes(StandardCharsets.UTF_8));
        assertThat(a.count()).isEqualTo(3);
        assertThat(a.spare().free()).isEqualTo(1_050);
    }

    private void announceAll() {
        for (int round = 0; round < 2; round++) {
            a.announce();
            b.announce();
            c.announce();
        }
    }

    private Peers peers(String name, NodeState state) {
        return new Peers(broker, name, () -> state, nanos::get, EVERY);
    }
}
