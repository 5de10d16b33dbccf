package io.chatka.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.internal.node.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The files around the distribution name ports, paths, settings and times that there are. Nothing is started here. */
class PackagingFilesTest {
    private static final Config DEFAULTS = ConfigFactory.defaultReference();
    private static final int PORT = DEFAULTS.getInt("chatka.server.port");
    private static final int ADMIN_PORT = DEFAULTS.getInt("chatka.server.admin-port");
    private static final Duration DRAIN = DEFAULTS.getDuration("chatka.server.drain");

    @TempDir
    Path directory;

    @Test
    void configuration_of_the_distribution_is_taken_and_so_are_its_examples() throws IOException {
        Path file = Path.of("distribution", "chatka.conf");
        Config taken = Configuration.load(file.toFile(), Map.of());
        assertThat(taken.getString("chatka.server.host")).isEqualTo("0.0.0.0");
        // What stands behind a comment sign and looks like a setting.
        String examples = Files.readString(file).replaceAll("(?m)^( *)# (?=(tls|proxies|redis) \\{)", "$1");
        Path with = Files.writeString(directory.resolve("examples.conf"), examples);
        Config all = Configuration.load(with.toFile(), Map.of());
        assertThat(all.getString("chatka.redis.url")).startsWith("redis://");
        assertThat(all.getString("chatka.server.tls.key")).isNotEmpty();
        assertThat(all.getStringList("chatka.server.proxies.trusted")).isNotEmpty();
    }

    @Test
    void compose_names_settings_ports_and_files_that_there_are() throws IOException {
        Map<String, Object> services = map(yaml("docker/compose.yaml").get(0), "services");
        assertThat(services.keySet())
                .contains("node1", "node2", "redis", "balancer", "influxdb", "telegraf", "grafana");
        for (String node : List.of("node1", "node2")) {
            Map<String, Object> service = map(services, node);
            map(service, "environment").keySet().forEach(PackagingFilesTest::assertSetting);
            assertThat(service).containsEntry("restart", "unless-stopped");
            assertThat(seconds(service.get("stop_grace_period"))).isGreaterThan(DRAIN);
            Map<String, Object> build = map(service, "build");
            Path context = Path.of("docker").resolve((String) build.get("context"));
            assertThat(context.resolve((String) build.get("dockerfile"))).isRegularFile();
        }
        for (Object service : services.values()) {
            for (String volume : strings(((Map<?, ?>) service).get("volumes"))) {
                String source = volume.split(":")[0];
                if (source.startsWith(".")) {
                    assertThat(Path.of("docker").resolve(source)).exists();
                }
            }
        }
        assertThat(Files.readString(Path.of("docker/telegraf.conf")))
                .contains("http://node1:" + ADMIN_PORT + "/metrics", "http://node2:" + ADMIN_PORT + "/metrics");
        assertThat(Files.readString(Path.of("docker/haproxy.cfg"))).contains("node1:" + PORT, "node2:" + PORT);
        // Whom the nodes trust is who the balancer is.
        Map<String, Object> front = map(map(yaml("docker/compose.yaml").get(0), "networks"), "front");
        assertThat(map(map(services, "node1"), "environment")
                        .get("CHATKA_SERVER_PROXIES_TRUSTED")
                        .toString())
                .contains(subnet(front));
    }

    @Test
    void kubernetes_probes_what_answers_and_waits_for_the_drain() throws IOException {
        List<Map<String, Object>> documents = yaml("kubernetes/chatka.yaml");
        assertThat(documents)
                .extracting(document -> document.get("kind"))
                .containsExactly(
                        "ConfigMap", "Secret", "Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy");
        Map<String, Object> deployment = map(documents.get(2), "spec");
        Map<String, Object> template = map(deployment, "template");
        Map<String, Object> pod = map(template, "spec");
        Map<String, Object> container = maps(pod.get("containers")).get(0);
        Map<String, Object> ports = maps(container.get("ports")).stream()
                .collect(Collectors.toMap(port -> (String) port.get("name"), port -> port.get("containerPort")));
        assertThat(ports).isEqualTo(Map.of("clients", PORT, "admin", ADMIN_PORT));
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Map<String, Object> get = map(map(container, probe), "httpGet");
            assertThat(get.get("path")).isEqualTo(probe.startsWith("readiness") ? "/ready" : "/live");
            // The other port may want TLS, or the PROXY protocol, which no probe speaks.
            assertThat(get.get("port")).isEqualTo("admin");
        }
        int sleep =
                (int) map(map(map(container, "lifecycle"), "preStop"), "sleep").get("seconds");
        assertThat((int) pod.get("terminationGracePeriodSeconds")).isGreaterThan(sleep + (int) DRAIN.toSeconds());
        Object labels = map(template, "metadata").get("labels");
        assertThat(map(deployment, "selector").get("matchLabels")).isEqualTo(labels);
        assertThat(map(documents.get(3), "spec").get("selector")).isEqualTo(labels);
        assertThat(map(map(documents.get(4), "spec"), "selector").get("matchLabels"))
                .isEqualTo(labels);
        assertThat(map(map(documents.get(5), "spec"), "podSelector").get("matchLabels"))
                .isEqualTo(labels);
        assertThat(strings(container.get("args"))).first().isEqualTo("serve");
        // The user that the image makes.
        assertThat(Files.readString(Path.of("docker/Dockerfile")))
                .contains("--uid " + map(pod, "securityContext").get("runAsUser"));
    }

    @Test
    void kubernetes_configuration_is_taken() throws IOException {
        String text =
                (String) map(yaml("kubernetes/chatka.yaml").get(0), "data").get("chatka.conf");
        assertThat(text).contains("url = ${REDIS_URL}");
        Path file = Files.writeString(
                directory.resolve("chatka.conf"), text.replace("${REDIS_URL}", "\"redis://redis:6379/0\""));
        Config taken = Configuration.load(file.toFile(), Map.of());
        assertThat(taken.getInt("chatka.server.port")).isEqualTo(PORT);
        assertThat(taken.getDuration("chatka.server.drain")).isEqualTo(DRAIN);
    }

    @Test
    void systemd_allows_many_sockets_and_waits_for_the_drain() throws IOException {
        String unit = Files.readString(Path.of("systemd/chatka.service"));
        assertThat(Integer.parseInt(value(unit, "LimitNOFILE"))).isGreaterThan(100_000);
        assertThat(seconds(value(unit, "TimeoutStopSec"))).isGreaterThan(DRAIN);
        assertThat(value(unit, "ExecStart")).startsWith("/opt/chatka/chatka serve");
        // All but what needs a hand, for as long as it takes: see the exit codes in docs/operations/start.md.
        assertThat(value(unit, "Restart")).isEqualTo("on-failure");
        assertThat(value(unit, "RestartPreventExitStatus")).isEqualTo("2");
        assertThat(value(unit, "StartLimitIntervalSec")).isEqualTo("0");
    }

    @Test
    void dockerfile_uses_what_the_distribution_has() throws IOException {
        String file = Files.readString(Path.of("docker/Dockerfile"));
        Matcher used = Pattern.compile("/opt/chatka/(\\w+)").matcher(file);
        Set<String> names = new TreeSet<>();
        while (used.find()) {
            names.add(used.group(1));
        }
        assertThat(names).containsExactly("chatka", "healthcheck");
        assertThat(Path.of("..", "chatka")).isRegularFile();
        assertThat(Path.of("distribution", "healthcheck")).isRegularFile();
        assertThat(file).contains("EXPOSE " + PORT).contains("USER 10001").contains("STOPSIGNAL SIGTERM");
    }

    @Test
    void every_option_of_the_launcher_is_explained() throws IOException {
        String launcher = Files.readString(Path.of("..", "chatka"));
        String explained = Files.readString(Path.of("..", "docs", "operations", "start.md"));
        Matcher option =
                Pattern.compile("-XX:[+-]?\\w+|-D[\\w.]+|--sun-misc-[\\w-]+").matcher(launcher);
        Set<String> options = new TreeSet<>();
        while (option.find()) {
            options.add(option.group());
        }
        options.removeIf(
                other -> other.equals("-DskipTests") || other.startsWith("-Dspotless") || other.equals("-XX:AOT"));
        // What decides whether it may use them, or belongs to others.
        options.removeIf(other -> other.startsWith("-Dchatka.server.")
                || other.equals("-XX:+Use")
                || other.equals("-XX:+AutoCreateSharedArchive"));
        assertThat(options).hasSizeGreaterThan(8).allSatisfy(name -> assertThat(explained)
                .contains("`" + name));
    }

    private static void assertSetting(String variable) {
        Set<String> known = DEFAULTS.withOnlyPath("chatka").entrySet().stream()
                .map(entry -> entry.getKey()
                        .toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_'))
                .collect(Collectors.toSet());
        assertThat(known).contains(variable);
    }

    private static String subnet(Map<String, Object> network) {
        return maps(map(network, "ipam").get("config")).get(0).get("subnet").toString();
    }

    private static Duration seconds(Object text) {
        return Duration.ofSeconds(Long.parseLong(text.toString().replace("s", "")));
    }

    private static String value(String unit, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + "=(.*)$").matcher(unit);
        assertThat(line.find()).as(key).isTrue();
        return line.group(1);
    }

    private static List<Map<String, Object>> yaml(String file) throws IOException {
        Iterable<Object> documents = new Yaml().loadAll(Files.readString(Path.of(file)));
        return StreamSupport.stream(documents.spliterator(), false)
                .map(PackagingFilesTest::cast)
                .toList();
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        assertThat(parent).containsKey(key);
        return cast(parent.get(key));
    }

    private static List<Map<String, Object>> maps(Object list) {
        List<Map<String, Object>> maps = new ArrayList<>();
        ((List<?>) list).forEach(element -> maps.add(cast(element)));
        return maps;
    }

    private static List<String> strings(Object list) {
        List<String> strings = new ArrayList<>();
        if (list instanceof List<?> elements) {
            elements.forEach(element -> strings.add(element.toString()));
        }
        return strings;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object value) {
        return (Map<String, Object>) value;
    }
}
