package io.chatka.internal.transport.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOffersTest {
    private static final String ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "Permessage-Deflate",
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate;client_max_window_bits=10",
                "permessage-deflate; client_max_window_bits=\"8\"",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "x-webkit-deflate-frame, permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
            })
    void an_offer_that_can_be_accepted_is(String header) {
        assertThat(DeflateOffers.answer(List.of(header))).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x-webkit-deflate-frame",
                "permessage-deflate-not",
                // The window that we use is the largest.
                "permessage-deflate; server_max_window_bits=14",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=09",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; something",
                "permessage-deflate;",
            })
    void an_offer_that_is_none_or_cannot_be_kept_is_declined(String header) {
        assertThat(DeflateOffers.answer(List.of(header))).isNull();
    }

    @Test
    void the_largest_window_is_named_to_who_asks_for_it() {
        assertThat(DeflateOffers.answer(List.of("permessage-deflate; server_max_window_bits=15")))
                .isEqualTo(ANSWER + "; server_max_window_bits=15");
    }

    @Test
    void several_headers_are_one_list() {
        assertThat(DeflateOffers.answer(List.of("foo", "permessage-deflate"))).isEqualTo(ANSWER);
        assertThat(DeflateOffers.answer(List.of())).isNull();
    }
}
