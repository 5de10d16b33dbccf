package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ErrorCode;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class UserLimitsTest {
    private static final ChatSettings SETTINGS = ChatSettings.read(ConfigFactory.parseMap(Map.of(
                    "chatka.limits.messages.count", 3,
                    "chatka.limits.messages.per", "30s",
                    "chatka.limits.bytes.count", 1_024,
                    "chatka.limits.bytes.per", "4s",
                    "chatka.limits.joins.count", 4,
                    "chatka.limits.joins.per", "8s",
                    "chatka.limits.histories.count", 5,
                    "chatka.limits.histories.per", "5s",
                    "chatka.limits.rooms", 2))
            .withFallback(ConfigFactory.defaultReference())
            .resolve());

    private static final ClientCommand.Say SHORT = say(1);

    private static final User GUEST = new User("g-1", "Ann", "guest");
    private static final User MEMBER = new User("u7", "Ann", "member");
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SharedBudgets budgets = new SharedBudgets();
    private long now = -7;
    private boolean memoryShort;

    /** Limits ask no broker. */
    private final UserLimits limits = limits(SETTINGS);

    @Test
    void each_kind_has_a_rate_of_its_own() {
        takeAll(3, () -> limits.say(SHORT), "at most 3 messages in 30 s; try again in 10001 ms", 10_001);
        takeAll(4, () -> limits.join(0, false), "at most 4 joins in 8 s; try again in 2001 ms", 2_001);
        takeAll(
                5,
                () -> limits.take(Rated.HISTORIES),
                "at most 5 reads of history in 5 s; try again in 1001 ms",
                1_001);
    }

    @Test
    void who_waits_as_told_may_do_it() {
        takeAll(3, () -> limits.say(SHORT), "at most 3 messages in 30 s; try again in 10001 ms", 10_001);
        now += TimeUnit.MILLISECONDS.toNanos(10_001);
        assertThat(limits.say(SHORT)).isNull();
        assertThat(limits.say(SHORT)).isNotNull();
    }

    @Test
    void as_many_rooms_as_one_may_be_in_are_enough_for_ever() {
        assertThat(limits.join(1, false)).isNull();
        assertThat(limits.join(2, false))
                .isEqualTo(
                        new Refusal(ErrorCode.TOO_MANY_ROOMS, "a connection may be in 2 rooms; leave one first", -1));
    }

    @Test
    void coming_back_to_all_rooms_is_not_rated() {
        for (int i = 0; i < 2; i++) {
            assertThat(limits.join(0, true)).isNull();
        }
        takeAll(4, () -> limits.join(0, false), "at most 4 joins in 8 s; try again in 2001 ms", 2_001);
    }

    @Test
    void coming_back_again_and_again_is() {
        takeAll(2 + 4, () -> limits.join(0, true), "at most 4 joins in 8 s; try again in 2001 ms", 2_001);
    }

    @Test
    void what_is_refused_for_another_reason_does_not_use_the_rate_up() {
        memoryShort = true;
        for (int i = 0; i < 10; i++) {
            Refusal refusal = limits.join(0, false);
            assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(refusal.retryAfterMillis()).isEqualTo(1000);
            assertThat(limits.join(2, false).code()).isEqualTo(ErrorCode.TOO_MANY_ROOMS);
        }
        memoryShort = false;
        takeAll(4, () -> limits.join(0, false), "at most 4 joins in 8 s; try again in 2001 ms", 2_001);
    }

    @Test
    void much_in_few_messages_has_to_wait_without_using_messages_up() {
        assertThat(limits.say(say(1_000))).isNull();
        for (int i = 0; i < 10; i++) {
            assertThat(limits.say(say(536)))
                    .isEqualTo(new Refusal(
                            ErrorCode.RATE_LIMITED,
                            "at most 1024 bytes of messages in 4 s; try again in 2001 ms",
                            2_001));
        }
        now += TimeUnit.MILLISECONDS.toNanos(2_001);
        assertThat(limits.say(say(536))).isNull();
        now += TimeUnit.SECONDS.toNanos(4);
        assertThat(limits.say(SHORT)).isNull();
        assertThat(limits.say(SHORT).message()).contains("3 messages");
    }

    @Test
    void a_message_larger_than_the_rate_may_be_said_after_a_silence() {
        assertThat(limits.say(SHORT)).isNull();
        assertThat(limits.say(say(5_000))).isNotNull();
        now += TimeUnit.SECONDS.toNanos(4);
        assertThat(limits.say(say(5_000))).isNull();
        assertThat(limits.say(SHORT)).isNotNull();
    }

    @Test
    void what_is_refused_because_of_messages_does_not_use_bytes_up() {
        takeAll(3, () -> limits.say(SHORT), "at most 3 messages in 30 s; try again in 10001 ms", 10_001);
        assertThat(limits.say(say(1_000))).isNotNull();
        now += TimeUnit.MILLISECONDS.toNanos(10_001);
        assertThat(limits.say(say(1_000))).isNull();
    }

    @Test
    void without_rates_nothing_is_counted() {
        ChatSettings unlimited = ChatSettings.read(ConfigFactory.parseMap(Map.of("chatka.limits.rate", "off"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
        UserLimits none = limits(unlimited);
        for (int i = 0; i < 1_000; i++) {
            assertThat(none.say(say(60_000))).isNull();
        }
    }

    @Test
    void a_user_has_one_budget_for_all_connections_and_a_guest_one_for_each() {
        UserLimits phone = limits(SETTINGS, MEMBER, LOOPBACK);
        UserLimits tab = limits(SETTINGS, MEMBER, LOOPBACK);
        assertThat(phone.say(SHORT)).isNull();
        assertThat(tab.say(SHORT)).isNull();
        takeAll(1, () -> phone.say(SHORT), "at most 3 messages in 30 s; try again in 10001 ms", 10_001);
        assertThat(tab.say(SHORT)).isNotNull();
        assertThat(limits(SETTINGS, new User("u8", "Bob", "member"), LOOPBACK).say(SHORT))
                .isNull();
        for (int i = 0; i < 5; i++) {
            assertThat(limits(SETTINGS, GUEST, LOOPBACK).say(SHORT)).isNull();
        }
    }

    @Test
    void a_new_connection_brings_a_user_no_new_budget_until_the_old_one_is_full() {
        for (int i = 0; i < 3; i++) {
            UserLimits connection = limits(SETTINGS, MEMBER, LOOPBACK);
            assertThat(connection.say(SHORT)).isNull();
            connection.close();
        }
        UserLimits fourth = limits(SETTINGS, MEMBER, LOOPBACK);
        assertThat(fourth.say(SHORT)).isNotNull();
        now += TimeUnit.SECONDS.toNanos(30);
        fourth.close();
        assertThat(budgets.size()).isZero();
    }

    @Test
    void all_connections_from_an_address_together_may_do_twenty_times_as_much() throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 60; i++) {
            assertThat(limits(SETTINGS, GUEST, address).say(SHORT)).isNull();
        }
        assertThat(limits(SETTINGS, GUEST, address).say(SHORT).message())
                .isEqualTo("at most 60 messages from one address in 30 s; try again in 501 ms");
        assertThat(limits(SETTINGS, GUEST, InetAddress.getByName("192.0.2.2")).say(SHORT))
                .isNull();
    }

    @Test
    void an_ipv6_client_has_one_budget_for_its_whole_network() throws Exception {
        for (int i = 0; i < 60; i++) {
            InetAddress address = InetAddress.getByName("2001:db8::" + Integer.toHexString(i + 1));
            assertThat(limits(SETTINGS, GUEST, address).say(SHORT)).isNull();
        }
        assertThat(limits(SETTINGS, GUEST, InetAddress.getByName("2001:db8::ffff:1"))
                        .say(SHORT))
                .isNotNull();
        assertThat(limits(SETTINGS, GUEST, InetAddress.getByName("2001:db8:0:1::1"))
                        .say(SHORT))
                .isNull();
    }

    @Test
    void budgets_that_no_connection_has_any_more_are_bounded() {
        for (int i = 0; i < SharedBudgets.MOST_LEFT + 10; i++) {
            UserLimits connection = limits(SETTINGS, new User("u" + i, "Ann", "member"), LOOPBACK);
            connection.say(SHORT);
            connection.close();
        }
        assertThat(budgets.size()).isEqualTo(SharedBudgets.MOST_LEFT);
    }

    private UserLimits limits(ChatSettings settings) {
        return limits(settings, GUEST, LOOPBACK);
    }

    private UserLimits limits(ChatSettings settings, User user, InetAddress address) {
        return new UserLimits(
                new ChatContext(
                        settings,
                        null,
                        Cluster.of("node", Nodes.NONE, null),
                        () -> now,
                        NodeMeter.unread(),
                        () -> memoryShort,
                        Extensions.NONE),
                budgets,
                user,
                address);
    }

    private static ClientCommand.Say say(int bytes) {
        return new ClientCommand.Say(null, null, null, "x".repeat(bytes), null);
    }

    private static void takeAll(int count, Supplier<Refusal> question, String message, long retryAfterMillis) {
        for (int i = 0; i < count; i++) {
            assertThat(question.get()).isNull();
        }
        assertThat(question.get()).isEqualTo(new Refusal(ErrorCode.RATE_LIMITED, message, retryAfterMillis));
    }
}
