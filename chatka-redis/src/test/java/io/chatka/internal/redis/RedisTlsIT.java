package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code rediss://}, through {@link TlsFront}, since not every {@code redis-server} is built with
 * TLS.
 */
class RedisTlsIT {
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path directory;

    private static RealRedis plain;
    private static TlsFront redis;

    @BeforeAll
    static void start() throws Exception {
        Path store = directory.resolve("store.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        Path certificate = directory.resolve("certificate");
        keytool(
                "-exportcert",
                "-alias",
                "redis",
                "-file",
                certificate.toString(),
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "redis",
                "-file",
                certificate.toString(),
                "-keystore",
                directory.resolve("trust.p12").toString(),
                "-storepass",
                PASSWORD);
        plain = RealRedis.start();
        redis = TlsFront.start(store, PASSWORD, plain.port());
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
        plain.close();
    }

    @Test
    void works_with_a_certificate_that_the_JVM_trusts() {
        trusting(() -> RedisConnectIT.assertWorks("rediss://localhost:" + redis.port()));
    }

    @Test
    void refuses_a_certificate_that_the_JVM_does_not_trust() {
        String address = "localhost:" + redis.port();
        RedisConnectIT.assertRefused("rediss://" + address, address, "TLS failed", "trustStore");
    }

    @Test
    void refuses_a_certificate_for_another_name() {
        trusting(() -> RedisConnectIT.assertRefused("rediss://127.0.0.1:" + redis.port(), "TLS failed"));
    }

    @Test
    void says_so_when_only_one_side_speaks_TLS() {
        RedisConnectIT.assertRefused("redis://localhost:" + redis.port(), "rediss://");
        RedisConnectIT.assertRefused(RedisTesting.impatient("rediss://localhost:" + plain.port()), "TLS");
    }

    private static void trusting(Runnable test) {
        System.setProperty(
                "javax.net.ssl.trustStore", directory.resolve("trust.p12").toString());
        System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
        try {
            test.run();
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
