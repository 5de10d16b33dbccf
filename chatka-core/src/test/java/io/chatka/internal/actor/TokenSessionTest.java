package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Authentication;
import io.chatka.api.Authentication.Token;
import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.api.User;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.CloseCode;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sessions of users with tokens, and servers that take no guests. */
class TokenSessionTest {
    private static final User EVE = new User("u7", "Eve", "member");

    private final Queue<Authentication> answers = new ArrayDeque<>();
    private final UserFixture eve =
            UserFixture.with(credentials -> CompletableFuture.completedFuture(answers.remove()));

    @Test
    void the_welcome_says_when_the_token_expires() {
        open(token(60_000));
        assertThat(eve.connection.take().get(0)).containsPattern("\"expires\":(60000|59[0-9]{3}),");
    }

    @Test
    void an_expired_token_closes_the_connection_and_the_client_reconnects() {
        Token token = token(-1);
        open(token);
        eve.user.run(new UserActor.TokenExpired(token));
        assertThat(eve.connection.closed).containsExactly(CloseCode.EXPIRED);
        assertThat(CloseCode.EXPIRED.reconnects()).isTrue();
    }

    @Test
    void a_timer_of_a_token_that_was_replaced_closes_nothing() {
        Token first = token(-1);
        open(first);
        answers.add(Authentication.accepted(EVE, token(60_000)));
        refresh();
        eve.user.run(new UserActor.TokenExpired(first));
        assertThat(eve.connection.closed).isEmpty();
    }

    @Test
    void a_timer_that_comes_too_early_waits_on() {
        Token token = token(60_000);
        open(token);
        eve.user.run(new UserActor.TokenExpired(token));
        assertThat(eve.connection.closed).isEmpty();
    }

    @Test
    void a_refresh_gives_the_session_more_time() {
        open(token(10));
        eve.connection.take();
        answers.add(Authentication.accepted(EVE, token(60_000)));
        refresh();
        assertThat(eve.connection.take())
                .singleElement()
                .asString()
                .containsPattern("\"ok\",\"id\":2,\"expires\":(60000|59[0-9]{3})");
    }

    @Test
    void a_refused_refresh_leaves_the_session_as_it_was() {
        open(token(60_000));
        eve.connection.take();
        List<Authentication> refusals = List.of(
                Authentication.unauthorized("no"),
                Authentication.expired(),
                Authentication.guest(),
                Authentication.accepted(new User("u8", "Eve", "member"), token(1)),
                Authentication.accepted(EVE));
        for (Authentication refusal : refusals) {
            answers.add(refusal);
            refresh();
            assertThat(eve.connection.take()).singleElement().asString().contains("\"error\"");
        }
        answers.add(Authentication.unavailable("later"));
        refresh();
        assertThat(eve.connection.take()).singleElement().asString().contains("unavailable", "retryAfter");
        assertThat(eve.connection.closed).isEmpty();
    }

    @Test
    void grants_of_a_new_token_hold_at_once() {
        open(token(60_000));
        eve.join("lobby");
        eve.joined("lobby");
        eve.say("lobby", "one");
        assertThat(eve.said()).containsExactly("one");
        User quiet = new User("u7", "Eve", "member", null, Grants.of(Map.of("*", Set.of(Grant.JOIN))));
        answers.add(Authentication.accepted(quiet, token(60_000)));
        refresh();
        ChatRoomActor.ChangeRights change = (ChatRoomActor.ChangeRights) eve.room.receiveMessage();
        assertThat(change.rights().grants()).containsExactly(Grant.JOIN);
        eve.connection.take();
        eve.say("lobby", "two");
        assertThat(eve.connection.take()).singleElement().asString().contains("forbidden", "say");
    }

    @Test
    void a_guest_has_nothing_to_refresh() {
        UserFixture guest = UserFixture.open();
        guest.send(new ClientCommand.Refresh(guest.id(), "t"));
        assertThat(guest.connection.take()).singleElement().asString().contains("unauthorized");
    }

    // Without guests.

    @Test
    void where_guests_are_off_a_command_before_hello_closes_the_connection() {
        UserFixture client = UserFixture.withoutGuests(null);
        client.ping();
        assertThat(client.connection.take()).singleElement().asString().contains("unauthorized", "no guests");
        assertThat(client.connection.closed).containsExactly(CloseCode.UNAUTHORIZED);
    }

    @Test
    void where_guests_are_off_a_hello_without_a_token_closes_the_connection() {
        UserFixture client = UserFixture.withoutGuests(null);
        client.hello(null);
        assertThat(client.connection.take()).singleElement().asString().contains("unauthorized", "no guests");
        assertThat(client.connection.closed).containsExactly(CloseCode.UNAUTHORIZED);
    }

    @Test
    void where_guests_are_off_the_room_of_the_address_waits_for_the_hello() {
        UserFixture client = UserFixture.withoutGuests(Authentication.accepted(EVE, token(60_000)));
        assertThat(client.connection.take()).isEmpty();
        assertThat(client.supervisor.hasMessages()).isFalse();
        client.hello("t");
        assertThat(client.connection.take().get(0)).contains("\"welcome\"", "\"u7\"");
        assertThat(client.supervisor.getAllReceived()).hasSize(1);
    }

    private void open(Token token) {
        answers.add(Authentication.accepted(EVE, token));
        eve.hello("t");
    }

    private void refresh() {
        eve.send(new ClientCommand.Refresh(eve.id(), "t2"));
        eve.act();
    }

    private static Token token(long millis) {
        long closes = System.currentTimeMillis() + millis;
        return new Token(closes, closes, 0, null);
    }
}
