package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;

class ListenFailuresTest {

    @Test
    void portInUse_namesTheOption() {
        assertThat(ListenFailures.explain(new BindException("Address already in use"), 8000, "port"))
                .contains("in use")
                .contains("--port");
    }

    @Test
    void privilegedPort_saysThatItIsOne() {
        assertThat(ListenFailures.explain(new IOException("bind(..) failed: Permission denied"), 80, "port"))
                .contains("below 1024")
                .contains("--port");
    }

    @Test
    void otherPermission_doesNotBlameTheNumber() {
        assertThat(ListenFailures.explain(new IOException("bind(..) failed: Permission denied"), 8000, "port"))
                .contains("permission denied")
                .doesNotContain("1024");
    }

    @Test
    void foreignAddress_namesTheHostOption() {
        assertThat(ListenFailures.explain(new BindException("Cannot assign requested address"), 8000, "port"))
                .contains("--host");
        assertThat(ListenFailures.explain(new UnresolvedAddressException(), 8000, "port"))
                .contains("--host");
        assertThat(ListenFailures.explain(new UnresolvedAddressException(), 8001, "admin-port"))
                .contains("chatka.server.admin-host");
    }
}
