package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.transport.TransportSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuffersTest {
    @Test
    void directMemory_isNamedWithTheReadersThatItIsEnoughFor() {
        Finding finding = look(100 << 20, "256KiB");
        assertThat(finding.status()).isEqualTo(Status.OK);
        assertThat(finding.found()).contains("at least 240 of them");
    }

    @Test
    void directMemory_thatHoldsFewSlowReaders_isAWarningWithARemedy() {
        Finding finding = look(48 << 20, "256KiB");
        assertThat(finding.status()).isEqualTo(Status.WARNING);
        assertThat(finding.remedy()).contains("-XX:MaxDirectMemorySize", "chatka.limits.queued");
        assertThat(look(48 << 20, "64KiB").status()).isEqualTo(Status.OK);
    }

    private static Finding look(long direct, String queued) {
        Config config = Configuration.load(null, Map.of("chatka.limits.queued", queued));
        return new Buffers(TransportSettings.read(config, ChatSettings.read(config)), direct)
                .look()
                .get(0);
    }
}
