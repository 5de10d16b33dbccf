package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressCountsTest {
    @Test
    void each_address_gets_as_many_as_there_may_be() throws Exception {
        AddressCounts counts = new AddressCounts(2);
        assertThat(counts.tryOpen(address("10.0.0.1"))).isTrue();
        assertThat(counts.tryOpen(address("10.0.0.1"))).isTrue();
        assertThat(counts.tryOpen(address("10.0.0.1"))).isFalse();
        assertThat(counts.tryOpen(address("10.0.0.1"))).isFalse();
        assertThat(counts.tryOpen(address("10.0.0.2"))).isTrue();
        counts.closed(address("10.0.0.1"));
        assertThat(counts.tryOpen(address("10.0.0.1"))).isTrue();
        assertThat(counts.tryOpen(address("10.0.0.1"))).isFalse();
    }

    @Test
    void an_IPv6_network_of_64_bits_is_one_address() throws Exception {
        AddressCounts counts = new AddressCounts(1);
        assertThat(counts.tryOpen(address("2001:db8:1:2::1"))).isTrue();
        assertThat(counts.tryOpen(address("2001:db8:1:2:ffff:ffff:ffff:ffff"))).isFalse();
        assertThat(counts.tryOpen(address("2001:db8:1:3::1"))).isTrue();
    }

    @Test
    void who_has_gone_is_forgotten() throws Exception {
        AddressCounts counts = new AddressCounts(3);
        InetAddress address = address("10.0.0.1");
        IntStream.range(0, 3).forEach(i -> counts.tryOpen(address));
        counts.tryOpen(address);
        IntStream.range(0, 3).forEach(i -> counts.closed(address));
        assertThat(counts.size()).isZero();
    }

    @Test
    void without_a_limit_nothing_is_counted() throws Exception {
        AddressCounts counts = new AddressCounts(0);
        assertThat(IntStream.range(0, 100).allMatch(i -> counts.tryOpen(InetAddress.getLoopbackAddress())))
                .isTrue();
        assertThat(counts.size()).isZero();
    }

    @Test
    void many_threads_together_do_not_get_more_in() throws Exception {
        AddressCounts counts = new AddressCounts(1_000);
        InetAddress address = address("10.0.0.1");
        assertThat(IntStream.range(0, 10_000)
                        .parallel()
                        .filter(i -> counts.tryOpen(address))
                        .count())
                .isEqualTo(1_000);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    }
}
