package io.chatka.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoginsTest {
    private static final AdminKey KEY = new AdminKey("ops", new byte[0], Role.ADMIN);

    private long nanos;
    private final Logins logins = new Logins(() -> nanos);

    @Test
    void a_token_works_once_and_for_ten_minutes() {
        String token = logins.token(KEY);
        assertThat(logins.use(token)).isSameAs(KEY);
        assertThat(logins.use(token)).isNull();
        String late = logins.token(KEY);
        nanos += TimeUnit.MINUTES.toNanos(10);
        assertThat(logins.use(late)).isNull();
    }

    @Test
    void a_token_is_no_session_and_a_session_no_token() {
        assertThat(logins.find(logins.token(KEY))).isNull();
        assertThat(logins.use(logins.open(KEY))).isNull();
    }

    @Test
    void a_session_lasts_until_it_is_closed_or_twelve_hours_old() {
        String session = logins.open(KEY);
        nanos += TimeUnit.HOURS.toNanos(12) - 1;
        assertThat(logins.find(session)).isSameAs(KEY);
        nanos++;
        assertThat(logins.find(session)).isNull();
        String other = logins.open(KEY);
        logins.close(other);
        assertThat(logins.find(other)).isNull();
    }

    @Test
    void the_oldest_session_ends_when_there_are_too_many() {
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 257; i++) {
            sessions.add(logins.open(KEY));
        }
        assertThat(logins.find(sessions.get(0))).isNull();
        assertThat(logins.find(sessions.get(1))).isSameAs(KEY);
        assertThat(logins.find(sessions.get(256))).isSameAs(KEY);
    }
}
