package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.ChatSettings;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void auto_allows_what_the_open_file_limit_leaves() {
        long limit = Admission.openFileLimit();
        assertThat(limit).isPositive();
        assertThat(admission("connections = auto, descriptor-reserve = 100").connections())
                .isEqualTo((int) (limit - 100));
    }

    @Test
    void more_than_the_open_file_limit_leaves_is_refused_by_a_line_that_names_the_remedy() {
        long limit = Admission.openFileLimit();
        long most = limit - 100;
        assertThat(admission("descriptor-reserve = 100, connections = " + most).connections())
                .isEqualTo((int) most);
        assertThatThrownBy(() -> admission("descriptor-reserve = 100, connections = " + (most + 1)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "chatka.limits.connections is " + (most + 1) + ", but the open-file limit of " + limit)
                .hasMessageContaining("ulimit -n");
    }

    @Test
    void as_many_connections_are_let_in_as_there_may_be() {
        Admission admission = admission("connections = 2");
        assertThat(admission.tryOpenConnection()).isTrue();
        assertThat(admission.tryOpenConnection()).isTrue();
        assertThat(admission.tryOpenConnection()).isFalse();
        assertThat(admission.tryOpenConnection()).isFalse();
        assertThat(admission.openConnections()).isEqualTo(2);
        admission.connectionClosed();
        assertThat(admission.tryOpenConnection()).isTrue();
        assertThat(admission.tryOpenConnection()).isFalse();
    }

    @Test
    void many_threads_together_do_not_get_more_in() {
        Admission admission = admission("connections = 1000");
        long in = IntStream.range(0, 10_000)
                .parallel()
                .filter(i -> admission.tryOpenConnection())
                .count();
        assertThat(in).isEqualTo(1_000);
        assertThat(admission.openConnections()).isEqualTo(1_000);
    }

    @Test
    void sockets_are_accepted_beyond_the_connections_to_refuse_them_and_then_no_more() {
        Admission admission = admission("connections = 2, descriptor-reserve = 20");
        for (int i = 1; i < 2 + 10; i++) {
            assertThat(admission.socketOpened()).as("socket %d", i).isTrue();
            assertThat(admission.mayAccept()).isTrue();
        }
        // The last one that there is a descriptor for.
        assertThat(admission.socketOpened()).isFalse();
        assertThat(admission.mayAccept()).isFalse();
        admission.socketClosed();
        assertThat(admission.mayAccept()).isTrue();
    }

    @Test
    void handshakes_are_counted_by_the_second() {
        Admission admission = admission("handshakes-per-second = 3");
        for (long second : new long[] {7, 8, 100_000}) {
            assertThat(IntStream.range(0, 10)
                            .filter(i -> admission.tryHandshake(second * SECOND + i))
                            .count())
                    .isEqualTo(3);
        }
    }

    @Test
    void a_clock_below_zero_counts_as_well() {
        Admission admission = admission("handshakes-per-second = 3");
        assertThat(IntStream.range(0, 10)
                        .filter(i -> admission.tryHandshake(-7 * SECOND - i))
                        .count())
                .isEqualTo(3);
        assertThat(admission.tryHandshake(-5 * SECOND)).isTrue();
    }

    @Test
    void rate_off_lets_any_number_of_handshakes_in() {
        Admission admission = admission("handshakes-per-second = 1, rate = off");
        assertThat(IntStream.range(0, 10_000).allMatch(i -> admission.tryHandshake(7)))
                .isTrue();
    }

    @Test
    void those_who_are_refused_are_spread_over_some_seconds() {
        assertThat(IntStream.range(0, 1_000).map(i -> Admission.retryAfterSeconds()))
                .contains(1, 2, 3, 4, 5)
                .allMatch(seconds -> seconds >= 1 && seconds <= 5);
    }

    /** With a reserve that leaves enough of every open-file limit. */
    private static Admission admission(String limits) {
        var config = ConfigFactory.parseString("chatka.limits { descriptor-reserve = 16, " + limits + " }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        return Admission.of(TransportSettings.read(config, ChatSettings.read(config)));
    }
}
