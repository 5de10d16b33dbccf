package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ports that outgoing connections may take are not for servers, unless the kernel has been told to keep them. */
class PortRangeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            8000  |              | OK
            32767 |              | OK
            32768 |              | WARNING
            60999 | 8000,9000    | WARNING
            61000 |              | OK
            40000 | 40000        | OK
            40005 | 1,40000-40010 | OK
            40011 | 40000-40010,50000 | WARNING
            """)
    void port_judged(int port, String reserved, Status status) {
        Finding finding = new PortRange(port).judge(32768, 60999, reserved == null ? "" : reserved);
        assertThat(finding.status()).isEqualTo(status);
        if (status == Status.WARNING) {
            assertThat(finding.remedy()).contains("--port").endsWith((reserved == null ? "=" : reserved + ",") + port);
        }
    }
}
