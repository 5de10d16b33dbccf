package io.chatka.internal.setting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource({
        "redis://:secret@host:6379/0, redis://…@host:6379/0",
        "redis://ann:se:cret@host, redis://…@host",
        "redis://:se@cret@host, redis://…@host",
        "redis://:se/cret@host, redis://…@host",
        "say redis://:secret@host and redis://:other@host, say redis://…@host and redis://…@host",
        "redis://host/0, redis://host/0",
        "put it into the URL: redis://:password@host, put it into the URL: redis://:password@host",
        "redis[s]://[[user]:password@]host[:port], redis[s]://[[user]:password@]host[:port]",
        "redis://:password@host.example, redis://…@host.example",
        "redis://:password@host:6379, redis://…@host:6379",
        "redis://[[user]:passw0rd@]host, redis://…@]host",
        "ann@example.com, ann@example.com"
    })
    void user_and_password_of_a_url_are_taken_out(String text, String redacted) {
        assertThat(Redaction.of(text)).isEqualTo(redacted);
    }
}
