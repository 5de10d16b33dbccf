package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import io.chatka.api.User;
import io.chatka.jwt.JwtAuthenticator;
import io.chatka.jwt.JwtSettings;
import io.chatka.testing.JavaExample;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java examples of the documents compile as they stand, and serve. */
class JavaExamplesIT {
    private static final String SECRET = "a-secret-of-the-quick-starts-for-tests-only";
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```java\n(.*?)\n\n(try .*?)\n```");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/tutorial.md"})
    void example_compiles_and_starts_a_node(String document) throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("..").resolve(document)));
        assertThat(example.find()).isTrue();
        String source = example.group(1)
                + "\npublic class Example { public static void main(String[] args) throws Exception {\n"
                // Another program may have the port.
                + example.group(2).replace(".port(8000)", ".port(0)")
                + "\n}}";
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream console = System.out;
        InputStream keyboard = System.in;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setIn(InputStream.nullInputStream());
        try (JavaExample compiled = new JavaExample(directory, source)) {
            compiled.run();
        } finally {
            System.setOut(console);
            System.setIn(keyboard);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).containsPattern("chat on port [1-9][0-9]*");
    }

    @Test
    void the_token_of_the_Spring_login_is_good() throws Exception {
        Matcher login = Pattern.compile("(?s)```text\n(var encoder.*?)\n```")
                .matcher(Files.readString(Path.of("..", "docs", "authentication.md")));
        assertThat(login.find()).isTrue();
        String source = """
                import static java.nio.charset.StandardCharsets.UTF_8;
                import static java.time.temporal.ChronoUnit.HOURS;
                import com.nimbusds.jose.jwk.source.ImmutableSecret;
                import java.time.Instant;
                import java.util.List;
                import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
                import org.springframework.security.oauth2.jwt.*;
                public class Example {
                    record User(String id, String name) {}
                    public static String login() {
                        String secret = "%s";
                        User user = new User("u7", "Ann");
                        %s
                        return token;
                    }
                }
                """.formatted(SECRET, login.group(1));
        Config config = ConfigFactory.parseString("chatka.auth.jwt { secret = \"" + SECRET + "\", audience = chat }")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
        try (JavaExample compiled = new JavaExample(directory, source);
                JwtAuthenticator authenticator = new JwtAuthenticator(JwtSettings.read(config))) {
            String token = (String) compiled.call("login");
            Authentication answer = authenticator
                    .authenticate(new Credentials(token, null, null, InetAddress.getLoopbackAddress()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(answer).isInstanceOf(Authentication.Accepted.class);
            User user = ((Authentication.Accepted) answer).user();
            assertThat(user.id()).isEqualTo("u7");
            assertThat(user.name()).isEqualTo("Ann");
        }
    }
}
