package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.transport.TransportSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the start says when the heap holds fewer connections than the open-file limit. */
class AtStartTest {
    @Test
    void heap_isNamedOnlyWhereItIsUsedUpFirst() {
        AtStart machine = with(Map.of());
        assertThat(machine.heapBefore(1)).isEmpty();
        assertThat(machine.heapBefore(1_000_000_000_000L)).contains("the heap of ", "idle", "JAVA_OPTS=-Xmx");
    }

    @Test
    void heap_isNotNamedBesideConnectionsThatSomebodyHasChosen_sinceItsWarningIs() {
        AtStart machine = with(Map.of("chatka.limits.connections", 100_000_000));
        assertThat(machine.heapBefore(100_000_000)).isEmpty();
        assertThat(machine.findings()).anySatisfy(finding -> {
            assertThat(finding.found()).contains("chatka.limits.connections is 100,000,000");
            assertThat(finding.remedy()).contains("more memory", "lower the setting");
        });
    }

    private static AtStart with(Map<String, Object> overrides) {
        Config config = Configuration.load(null, overrides);
        return new AtStart(TransportSettings.read(config, ChatSettings.read(config)));
    }
}
