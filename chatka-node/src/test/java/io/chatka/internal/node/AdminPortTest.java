package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdminPortTest {
    @Test
    void itsConnections_areAPartOfTheReserve() {
        assertThat(AdminPort.connections(1024)).isEqualTo(64);
        assertThat(AdminPort.connections(100_000)).isEqualTo(64);
        assertThat(AdminPort.connections(160)).isEqualTo(10);
        assertThat(AdminPort.connections(16)).isEqualTo(4);
    }
}
