package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.ConfigException;
import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

    @ParameterizedTest
    @CsvSource({
        "redis://localhost, localhost:6379",
        "redis://10.0.0.1:7000/3, 10.0.0.1:7000",
        "redis://:secret@redis.example:6380, redis.example:6380",
        "rediss://user:secret@redis.example, redis.example:6379",
        "redis://[::1]:6379, [::1]:6379"
    })
    void a_URL_names_host_and_port(String uri, String address) {
        RedisSettings settings = RedisTesting.settings(uri);
        assertThat(settings.address()).isEqualTo(address);
        assertThat(settings.toString()).contains(address).doesNotContain("secret");
    }

    @Test
    void user_password_and_database_are_taken_from_the_URL() {
        RedisURI uri =
                RedisTesting.settings("rediss://al%20ice:p%40ss@host:1234/5").redisUri();
        assertThat(uri.isSsl()).isTrue();
        assertThat(uri.isVerifyPeer()).isTrue();
        assertThat(uri.getDatabase()).isEqualTo(5);
        var credentials = uri.getCredentialsProvider().resolveCredentials().block();
        assertThat(credentials.getUsername()).isEqualTo("al ice");
        assertThat(credentials.getPassword()).isEqualTo("p@ss".toCharArray());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:6379",
                "http://localhost",
                "redis:/localhost",
                "redis://",
                "redis://:secret@",
                "redis://:sec ret@host",
                "redis://:secret@host:port",
                "redis://:secret@host:70000",
                "redis://:secret@host/five",
                "redis-sentinel://:secret@host",
                "redis-socket:///tmp/redis"
            })
    void a_URL_of_another_form_is_refused_without_telling_the_password(String uri) {
        assertThatThrownBy(() -> RedisTesting.settings(uri))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("redis[s]://")
                .hasMessageNotContaining("sec")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatka", "c", "9", "chat:x", "a.b_c-d:E"})
    void a_prefix_is_of_letters_digits_and_few_signs(String prefix) {
        assertThat(RedisTesting.withPrefix("redis://localhost/3", prefix).keys())
                .isEqualTo(new Keys(prefix, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":", "-x", "a{b}", "a*", "a b", "a?", "[a]", "\u0447\u0430\u0442", "a\n", "a\\b"})
    void any_other_prefix_is_refused(String prefix) {
        assertThatThrownBy(() -> RedisTesting.withPrefix("redis://localhost", prefix))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prefix has to be 1 to 64 letters");
        assertThatThrownBy(() -> RedisTesting.withPrefix("redis://localhost", "x".repeat(65)))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void delays_are_in_order() {
        assertThatThrownBy(() -> RedisTesting.settings("redis://h", "reconnect-min", "2s", "reconnect-max", "1s"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("chatka.redis.reconnect-max has to be at least chatka.redis.reconnect-min");
    }
}
