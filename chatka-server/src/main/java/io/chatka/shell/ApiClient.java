package io.chatka.shell;

import io.chatka.admin.FirstRunKey;
import io.chatka.api.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** Asks the admin API of one node. Blocks. */
final class ApiClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();
    private final URI base;
    private final String key;

    /** @param base such as {@code http://127.0.0.1:8001} */
    ApiClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /**
     * Finds the key: in a file, in {@code CHATKA_ADMIN_KEY}, or that of a server of this user on this
     * machine.
     *
     * @param file null for none
     * @throws ConfigException if there is no key
     */
    static String key(Path file, URI base, Map<String, String> environment) {
        String given = environment.get("CHATKA_ADMIN_KEY");
        if (file == null && given != null) {
            return given;
        }
        Path from = file == null ? FirstRunKey.file(base.getPort(), environment) : file;
        try {
            return Files.readString(from).strip();
        } catch (IOException unreadable) {
            throw new ConfigException("there is no key in " + from
                    + "; start the server as this user, give --key-file, or set CHATKA_ADMIN_KEY");
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Prints each line of the answer as it arrives, until the server closes the connection.
     *
     * @throws NoAnswerException if the node cannot be reached now
     */
    int print(String target, PrintStream out) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(target))
                .header("Authorization", "Bearer " + key)
                .build();
        try {
            HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
            answer.body().forEach(out::println);
            return answer.statusCode();
        } catch (IOException | UncheckedIOException failed) {
            throw new NoAnswerException(base + " does not answer any more: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("interrupted", interrupted);
        }
    }

    /**
     * @param target path and query, percent-encoded
     * @param body JSON; null for none
     * @throws NoAnswerException if the node cannot be reached now
     */
    HttpResponse<String> send(String method, String target, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(target))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (ConnectException refused) {
            throw new NoAnswerException(
                    "nothing answers at " + base + "; is the server running there? --url names another admin port",
                    refused);
        } catch (IOException failed) {
            throw new NoAnswerException(base + " did not answer: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NoAnswerException("interrupted", interrupted);
        }
    }
}
