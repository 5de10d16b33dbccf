package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisJudgeTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    redis_mode        | cluster   | redis+cluster
                    cluster_enabled   | 1         | redis+cluster
                    redis_mode        | sentinel  | SENTINEL GET-MASTER-ADDR-BY-NAME
                    redis_version     | 5.0.14    | use version 6 or later
                    redis_version     | 2.8       | use version 6 or later
                    role              | slave     | use the address of the primary
                    """)
    void what_cannot_be_used_is_named_with_its_remedy(String field, String value, String remedy) {
        assertThat(new RedisJudge(Map.of(field, value), Map.of(), false).unusable())
                .get()
                .extracting(Fault::toString)
                .asString()
                .contains(remedy);
    }

    @Test
    void a_replica_that_takes_writes_is_none_to_write_to_either() {
        assertThat(new RedisJudge(Map.of("role", "slave", "slave_read_only", "0"), Map.of(), false).role())
                .get()
                .extracting(Fault::found)
                .asString()
                .contains("writable replica");
    }

    @Test
    void one_that_evicts_is_unusable_unless_that_is_allowed() {
        Map<String, String> info = Map.of("maxmemory", "1000", "maxmemory_policy", "volatile-ttl");
        assertThat(new RedisJudge(info, Map.of(), false).unusable()).isPresent();
        assertThat(new RedisJudge(info, Map.of(), true).unusable()).isEmpty();
        assertThat(new RedisJudge(info, Map.of(), true).evicting()).contains("volatile-ttl");
        assertThat(new RedisJudge(Map.of("maxmemory", "0", "maxmemory_policy", "allkeys-lru"), Map.of(), false)
                        .unusable())
                .as("without a bound it never does")
                .isEmpty();
    }

    @Test
    void a_tiny_buffer_for_subscribers_stops_a_start_and_no_node_that_works() {
        Map<String, String> config =
                Map.of("client-output-buffer-limit", "normal 0 0 0 slave 268435456 67108864 60 pubsub 65536 16384 5");
        RedisJudge judge = new RedisJudge(Map.of("redis_version", "7.2.4"), config, false);
        assertThat(judge.unfit()).isPresent();
        assertThat(judge.unusable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"6.0.16", "7.0.15", "8.4.0", "255.255.255", "unstable"})
    void an_ordinary_one_can_be_used(String version) {
        Map<String, String> info =
                Map.of("redis_version", version, "redis_mode", "standalone", "role", "master", "cluster_enabled", "0");
        assertThat(new RedisJudge(info, Map.of("client-output-buffer-limit", "pubsub 33554432 8388608 60"), false)
                        .unfit())
                .isEmpty();
    }

    @Test
    void what_may_not_be_asked_is_taken_as_it_is() {
        assertThat(new RedisJudge(Map.of(), Map.of(), false).unfit()).isEmpty();
    }
}
