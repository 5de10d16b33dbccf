package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.SslVerifyMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {

    @ParameterizedTest
    @CsvSource({
        "redis://localhost, localhost, 6379, 0",
        "redis://redis_1:6380, redis_1, 6380, 0",
        "redis://:secret@my_redis_1, my_redis_1, 6379, 0",
        "redis://10.0.0.1:7000/3, 10.0.0.1, 7000, 3",
        "redis://redis-0.redis.svc.cluster.local.:6379/, redis-0.redis.svc.cluster.local., 6379, 0",
        "redis://[::1], ::1, 6379, 0",
        "redis://[2001:db8::7]:6380/1, 2001:db8::7, 6380, 1",
        "redis://[fe80::1%25eth0]:6380, fe80::1%eth0, 6380, 0",
    })
    void host_port_and_database_are_those_of_redis_cli(String text, String host, int port, int database) {
        RedisUrl url = RedisUrl.parse(text);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.database()).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://:p%40ss%2Fw%3Ard%25@h, , p@ss/w:rd%",
        "redis://alone@h, , alone",
        "redis://al%20ice:p%C3%A4ss@h, al ice, päss",
        "redis://user:with:colon+plus@h, user, with:colon+plus",
        "redis://user:@h, user, ''",
        "redis://@h, , ",
    })
    void user_and_password_are_percent_decoded(String text, String user, String password) {
        RedisUrl url = RedisUrl.parse(text);
        assertThat(url.user()).isEqualTo(user);
        assertThat(url.password()).isEqualTo(password);
        assertThat(url.toString()).doesNotContain("p");
    }

    @Test
    void the_check_of_the_certificate_can_be_relaxed() {
        assertThat(RedisUrl.parse("rediss://h").verify()).isEqualTo(SslVerifyMode.FULL);
        assertThat(RedisUrl.parse("rediss://h?verifyPeer=ca").verify()).isEqualTo(SslVerifyMode.CA);
        assertThat(RedisUrl.parse("rediss://h:1/2?verifyPeer=NONE")
                        .uri(java.time.Duration.ofSeconds(1))
                        .isVerifyPeer())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    redis_1:6380                        | write redis://redis_1:6380;
                    localhost                           | write redis://localhost;
                    [::1]:6379/2                        | write redis://[::1]:6379/2;
                    redis+cluster://a:1,b:2             | redis+cluster:// is planned
                    redis-cluster://a                   | redis+cluster:// is planned
                    redis-sentinel://:secret@a/0#main   | Sentinel
                    redis-socket:///run/redis.sock      | Unix socket
                    unix:///run/redis.sock              | Unix socket
                    redis://:sec@ret@host               | %40
                    redis://:secr%t@host                | %25
                    redis://:secret@host:0              | ports are from 1
                    redis://:secret@host:70000          | ports are from 1
                    redis://:secret@host?timeout=5s     | verifyPeer
                    """)
    void what_is_wrong_is_named_with_what_would_be_right(String text, String remedy) {
        assertRefused(text, remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://h",
                "redis:h",
                "redis://",
                "redis:///0",
                "redis://:secret@",
                "redis://h:port",
                "redis://h/x",
                "redis://h h",
                "redis://[::1",
                "redis://::1",
                "redis://h:6379:6379",
                "redis://:se cret@h",
                ":secret@h:1"
            })
    void what_has_another_form_is_told_the_form(String text) {
        assertRefused(text, "redis://localhost:6379");
    }

    private static void assertRefused(String text, String part) {
        assertThatThrownBy(() -> RedisUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the Redis URL")
                .hasMessageContaining("redis[s]://[[user]:password@]host[:port][/database]")
                .hasMessageContaining(part)
                .hasMessageNotContaining("sec")
                .hasNoCause();
    }
}
