package io.chatka.verify;

import io.chatka.tools.Programs;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Cluster;
import io.chatka.verify.run.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the tests verify: the packaged server, and a real Redis. */
public final class Given {
    private static final Path REDIS = redis();

    /** The tests check what clients get, and not how soon. */
    private static final int SLACK = 6;

    private Given() {}

    /** Small, and the same every time. */
    public static Setup setup(int nodes, Mutation mutation) {
        Setup.Load load = new Setup.Load(20, 4, 200);
        return new Setup(List.of(), plan(nodes), load, new Setup.Check(42, mutation, Servers.HISTORY, 0, SLACK));
    }

    private static Cluster.Plan plan(int nodes) {
        List<String> server = new ArrayList<>();
        server.add(Programs.ofJava("java"));
        // A node of a test lives for seconds: no time for the compiler that pays off later.
        server.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        server.addAll(List.of("-jar", System.getProperty("test.server.jar"), "serve"));
        String redis = nodes == 0 ? null : REDIS.toString();
        Cluster.Plan.Server how = new Cluster.Plan.Server(server, Servers.settings(SLACK), Map.of());
        return new Cluster.Plan(Math.max(1, nodes), how, redis, null);
    }

    /** The one on the path, or the one that an artifact carries. */
    private static Path redis() {
        return Programs.find("redis-server").map(Path::of).orElseGet(Given::unpacked);
    }

    private static Path unpacked() {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = System.getProperty("os.name").startsWith("Mac")
                ? "/redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
        try (InputStream in = Given.class.getResourceAsStream(name)) {
            Path program = Files.createTempFile("redis-server-", "");
            Files.write(program, in.readAllBytes());
            if (!program.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + program + " executable");
            }
            program.toFile().deleteOnExit();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
