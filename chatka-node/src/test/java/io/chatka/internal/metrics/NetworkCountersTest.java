package io.chatka.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkCountersTest {
    private static final String HEADINGS = """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
            """;

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void interfaces_other_than_loopback_are_added_up() throws IOException {
        Path file = Files.writeString(directory.resolve("dev"), HEADINGS + """
                    lo: 100 2 0 0 0 0 0 0 200 3 0 0 0 0 0 0
                  eth0:1000 20 0 0 0 0 0 0 2000 30 0 0 0 0 0 0
                 wlan0: 5 1 0 0 0 0 0 0 7 2 0 0 0 0 0 0
                """);
        NetworkCounters network = new NetworkCounters(file, clock::get);
        assertThat(network.loopback()).isEqualTo(new NetworkCounters.Sums(100, 2, 200, 3));
        assertThat(network.other()).isEqualTo(new NetworkCounters.Sums(1005, 21, 2007, 32));
    }

    @Test
    void file_that_cannot_be_read_leaves_the_last_figures() throws IOException {
        Path file = Files.writeString(directory.resolve("dev"), HEADINGS + "lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n");
        NetworkCounters network = new NetworkCounters(file, clock::get);
        network.loopback();
        Files.delete(file);
        clock.addAndGet(1_000_000_000L);
        assertThat(network.loopback()).isEqualTo(new NetworkCounters.Sums(1, 2, 3, 4));
    }

    @Test
    void file_is_read_again_when_the_figures_are_old() throws IOException {
        Path file = Files.writeString(directory.resolve("dev"), HEADINGS + "lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n");
        NetworkCounters network = new NetworkCounters(file, clock::get);
        network.loopback();
        Files.writeString(file, HEADINGS + "lo: 5 6 0 0 0 0 0 0 7 8 0 0 0 0 0 0\n");
        assertThat(network.loopback().receivedBytes()).isEqualTo(1);
        clock.addAndGet(1_000_000_000L);
        assertThat(network.loopback()).isEqualTo(new NetworkCounters.Sums(5, 6, 7, 8));
    }
}
