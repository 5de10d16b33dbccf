package io.chatka.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookSettingsTest {
    private static HookSettings read(String settings) {
        return HookSettings.read(ConfigFactory.parseString("chatka.hooks { " + settings + " }")
                .withFallback(ConfigFactory.defaultReference()));
    }

    @Test
    void by_default_nobody_is_told_or_asked() {
        assertThat(read("").webhooks()).isEmpty();
        assertThat(read("").interceptor()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webhooks = [{ secrets = [x] }]|https://",
                "webhooks = [{ url = \"ftp://a\", secrets = [x] }]|https://",
                "webhooks = [{ url = \"https://u:pass7@a\", secrets = [x] }]|without a user",
                "webhooks = [{ url = \"https://a\" }]|needs secrets or secret-file",
                "webhooks = [{ url = \"https://a\", secrets = [pass7] }]|openssl",
                "webhooks = [{ url = \"https://a\", secrets = [\"whsec_cGFzczc=\"] }]|24 to 64 bytes",
                "webhooks = [{ url = \"https://a\", secret-file = /nowhere/at/all }]|cannot read",
                "webhooks = [{ url = \"https://a\", secrets = [pass7], rooms = x }]|there are events",
                "webhooks = [{ url = \"https://a\", secrets = [\"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"], events = [sung] }]|there are connected",
                "interceptor.url = \"https://a\"|chatka.hooks.interceptor needs",
                "interceptor { url = \"https://a\", secrets = [pass7] }|openssl"
            })
    void what_cannot_be_used_is_named_and_no_secret_repeated(String settings, String fault) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("pass7")
                .hasMessageNotContaining("cGFzczc");
    }
}
