package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.chatka.internal.redis.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node runs with the libraries that Spring Boot manages, which are older or newer than those it is built with. */
class VersionsIT {
    @TempDir
    Path directory;

    @Test
    void the_libraries_are_those_of_spring_boot() throws IOException {
        List<String> jars = Program.classPath();
        for (String library : List.of("netty-common-4.2.", "jackson-core-2.21.", "lettuce-core-7.5.")) {
            assertTrue(jars.stream().anyMatch(jar -> jar.contains("/" + library)), library + " in " + jars);
        }
    }

    @Test
    void two_clients_chat_through_the_broker_inside_and_through_redis() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (Program program = new Program(java, directory.resolve("inside"))) {
            program.chat();
            assertEquals("", program.stop());
        }
        try (RealRedis redis = RealRedis.start();
                Program program = new Program(
                        java, directory.resolve("redis"), "chatka.redis.url", "redis://127.0.0.1:" + redis.port())) {
            program.chat();
            assertEquals("", program.stop());
        }
    }
}
