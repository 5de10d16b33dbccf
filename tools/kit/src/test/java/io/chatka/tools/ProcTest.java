package io.chatka.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up {@code /proc}. */
class ProcTest {
    @TempDir
    private Path root;

    private Proc proc;

    @BeforeEach
    void fill() throws IOException {
        write("net/tcp", """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1
                   1: 0100007F:1F41 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 4712 1
                """);
        write("net/tcp6", """
                  sl  local_address remote_address st
                   0: 00000000000000000000000001000000:2328 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4713 1
                """);
        process(41, "other", "socket:[1]");
        process(42, "java", "socket:[4711]");
        process(43, "node", "socket:[4713]");
        write("stat", "cpu  100 1 50 800 40 3 6 0 0 0\ncpu0 1 1 1 1 1 1 1 1\n");
        proc = new Proc(root);
    }

    @Test
    void who_listens_on_a_port_is_found() {
        assertThat(proc.listener(8000)).hasValue(42);
        assertThat(proc.listener(9000)).hasValue(43);
        assertThat(proc.listener(8001)).as("a connection is no listener").isEmpty();
        assertThat(proc.listener(1)).isEmpty();
    }

    @Test
    void what_a_process_used_is_summed_over_its_threads() {
        assertThat(proc.cpuSeconds(42)).isEqualTo(3.5);
        assertThat(proc.memory(42)).isEqualTo(2048.0 * 1024);
        assertThat(proc.name(42)).isEqualTo("java");
    }

    @Test
    void what_a_process_has_started_counts_as_well() throws IOException {
        write("42/task/2/children", "41 43 ");
        write("43/task/1/children", "44 ");
        process(44, "worker", "socket:[2]");
        assertThat(proc.cpuSeconds(42)).isEqualTo(4 * 3.5);
        assertThat(proc.memory(42)).isEqualTo(4 * 2048.0 * 1024);
        assertThat(proc.cpuSeconds(43)).isEqualTo(2 * 3.5);
        write("44/task/1/children", "99 "); // which has ended meanwhile
        assertThat(proc.cpuSeconds(43)).isEqualTo(2 * 3.5);
        assertThat(proc.memory(43)).isEqualTo(2 * 2048.0 * 1024);
    }

    @Test
    void what_is_not_there_is_unknown() {
        assertThat(proc.cpuSeconds(99)).isNaN();
        assertThat(proc.memory(99)).isNaN();
        assertThat(proc.exists(99)).isFalse();
        Proc elsewhere = new Proc(root.resolve("nowhere"));
        assertThat(elsewhere.listener(8000)).isEmpty();
        assertThat(elsewhere.machineTicks()).isNull();
        assertThat(elsewhere.processor()).isEqualTo("unknown");
    }

    @Test
    void waiting_for_the_disk_is_no_work() {
        assertThat(proc.machineTicks()).containsExactly(160, 1000);
    }

    private void process(int pid, String name, String socket) throws IOException {
        write(pid + "/comm", name + "\n");
        write(pid + "/status", "Name:\t" + name + "\nVmRSS:\t    2048 kB\n");
        write(pid + "/task/1/schedstat", "1500000000 12 34\n");
        write(pid + "/task/2/schedstat", "2000000000 12 34\n");
        Files.createDirectories(root.resolve(pid + "/fd"));
        Files.createSymbolicLink(root.resolve(pid + "/fd/0"), Path.of("pipe:[1]"));
        Files.createSymbolicLink(root.resolve(pid + "/fd/7"), Path.of(socket));
    }

    private void write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
