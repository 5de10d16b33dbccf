package io.chatka.internal.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.ConfigException;
import io.chatka.internal.node.Configuration;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The client of a request, by its peer and its headers. 10.0.0.0/8 and 2001:db8::/32 are trusted.
 */
class ClientAddressesTest {
    private static final List<String> TRUSTED = List.of("10.0.0.0/8", "2001:db8::/32");

    @ParameterizedTest(name = "peer {0} says {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 198.51.100.1             | 203.0.113.9",
                "10.0.0.1    | 198.51.100.1             | 198.51.100.1",
                "10.0.0.1    | 1.1.1.1, 198.51.100.1    | 198.51.100.1",
                "10.0.0.1    | 1.1.1.1,198.51.100.1,10.0.0.2 | 198.51.100.1",
                "10.0.0.1    | 10.0.0.3, 10.0.0.2       | 10.0.0.3",
                "10.0.0.1    | 198.51.100.1:4711        | 198.51.100.1",
                "10.0.0.1    | 2001:db9::7              | 2001:db9::7",
                "10.0.0.1    | [2001:db9::7]:4711       | 2001:db9::7",
                "10.0.0.1    | ::ffff:198.51.100.1      | 198.51.100.1",
                "2001:db8::1 | 198.51.100.1             | 198.51.100.1",
                "2001:db9::1 | 198.51.100.1             | 2001:db9::1",
                "10.0.0.1    | unknown                  | 10.0.0.1",
                "10.0.0.1    | ''                       | 10.0.0.1",
                "10.0.0.1    | 198.51.100.1, unknown    | 10.0.0.1",
                "10.0.0.1    | 198.51.100.1, x, 10.0.0.2 | 10.0.0.2",
                "10.0.0.1    | 198.51.100.1,            | 10.0.0.1",
            })
    void by_X_Forwarded_For(String peer, String header, String client) {
        assertThat(client("x-forwarded-for", peer, "X-Forwarded-For", header)).isEqualTo(address(client));
        // The other ways to say it are not believed.
        assertThat(client("forwarded", peer, "X-Forwarded-For", header)).isEqualTo(address(peer));
        assertThat(client("proxy-protocol", peer, "X-Forwarded-For", header)).isEqualTo(address(peer));
    }

    @ParameterizedTest(name = "peer {0} says {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "203.0.113.9 | for=198.51.100.1                        | 203.0.113.9",
                "10.0.0.1    | for=198.51.100.1                        | 198.51.100.1",
                "10.0.0.1    | For=198.51.100.1;proto=https;by=10.0.0.1 | 198.51.100.1",
                "10.0.0.1    | proto=https; for=198.51.100.1           | 198.51.100.1",
                "10.0.0.1    | for=\"[2001:db9::7]:4711\"              | 2001:db9::7",
                "10.0.0.1    | for=1.1.1.1, for=198.51.100.1, for=10.0.0.2 | 198.51.100.1",
                "10.0.0.1    | for=1.1.1.1, by=\"a, for=2.2.2.2\";for=198.51.100.1 | 198.51.100.1",
                "10.0.0.1    | for=198.51.100.1;host=\"x\\\", for=2.2.2.2;y=\" | 198.51.100.1",
                "10.0.0.1    | for=_hidden                             | 10.0.0.1",
                "10.0.0.1    | for=198.51.100.1, for=unknown           | 10.0.0.1",
                "10.0.0.1    | for=198.51.100.1, proto=https           | 10.0.0.1",
                "10.0.0.1    | for=\"198.51.100.1                      | 10.0.0.1",
            })
    void by_Forwarded(String peer, String header, String client) {
        assertThat(client("forwarded", peer, "Forwarded", header)).isEqualTo(address(client));
        assertThat(client("x-forwarded-for", peer, "Forwarded", header)).isEqualTo(address(peer));
    }

    @Test
    void several_headers_are_one_list() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-Forwarded-For", "1.1.1.1, 198.51.100.1")
                .add("X-Forwarded-For", "10.0.0.2");
        assertThat(addresses("x-forwarded-for").of(channel("10.0.0.1"), headers))
                .isEqualTo(address("198.51.100.1"));
    }

    @Test
    void a_long_header_is_read_in_one_go() {
        String header = "for=\"" + "\\a".repeat(4_000);
        assertThat(client("forwarded", "10.0.0.1", "Forwarded", header)).isEqualTo(address("10.0.0.1"));
        header = "a=\"" + "x".repeat(4_000) + "\",".repeat(1_000) + "for=198.51.100.1";
        assertThat(client("forwarded", "10.0.0.1", "Forwarded", header)).isNotNull();
    }

    @Test
    void without_trusted_proxies_nobody_is_believed() {
        ClientAddresses none = new ClientAddresses(new ProxySettings(List.of(), ProxySettings.Header.X_FORWARDED_FOR));
        HttpHeaders headers = new DefaultHttpHeaders().add("X-Forwarded-For", "1.1.1.1");
        assertThat(none.of(channel("127.0.0.1"), headers)).isEqualTo(address("127.0.0.1"));
    }

    @Test
    void only_trusted_peers_have_to_begin_with_the_header() {
        assertThat(addresses("proxy-protocol").beginsWithHeader(channel("10.0.0.1")))
                .isTrue();
        assertThat(addresses("proxy-protocol").beginsWithHeader(channel("11.0.0.1")))
                .isFalse();
        assertThat(addresses("x-forwarded-for").beginsWithHeader(channel("10.0.0.1")))
                .isFalse();
    }

    @Test
    void settings_that_cannot_be_used_are_refused_with_their_key() {
        assertThatThrownBy(() -> settings(List.of("10.0.0.0/99"), "forwarded"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.server.proxies.trusted");
        assertThatThrownBy(() -> settings(List.of(), "via"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.server.proxies.header")
                .hasMessageContaining("proxy-protocol");
    }

    private static ProxySettings settings(List<String> trusted, String header) {
        return ProxySettings.read(Configuration.load(
                null, Map.of("chatka.server.proxies.trusted", trusted, "chatka.server.proxies.header", header)));
    }

    private static ClientAddresses addresses(String header) {
        return new ClientAddresses(settings(TRUSTED, header));
    }

    private static InetAddress client(String setting, String peer, String header, String value) {
        return addresses(setting).of(channel(peer), new DefaultHttpHeaders().add(header, value));
    }

    private static EmbeddedChannel channel(String peer) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(address(peer), 4711);
            }
        };
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
