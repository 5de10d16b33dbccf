package io.chatka.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A conversation of the documentation, played against a server.
 *
 * <p>The client sends the lines with {@code > }. A line with {@code < } is the next frame from the server. Neighbouring lines
 * with {@code <~ } come in any order. {@code & PATH} is another client that connects. Each frame must have the documented fields
 * and values. A value that differs from run to run must have the documented form, and each documented value stands for one
 * value of the server throughout.
 */
public final class Transcript {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String END = "{\"type\":\"ping\",\"id\":\"end of the transcript\"}";

    private final TestServer server;
    private final ChatClient client;
    private final List<ChatClient> others = new ArrayList<>();

    /** Values that the server made up, by the documented value in their place. */
    private final Map<String, String> madeUp = new HashMap<>();

    private Transcript(TestServer server, ChatClient client) {
        this.server = server;
        this.client = client;
    }

    public static void play(TestServer server, String path, List<String> lines) throws Exception {
        try (ChatClient client = ChatClient.connect(server.uri(path))) {
            Transcript transcript = new Transcript(server, client);
            try {
                transcript.play(new ArrayDeque<>(lines));
                transcript.expectNothingMore();
            } finally {
                transcript.others.forEach(ChatClient::close);
            }
        }
    }

    private void play(Deque<String> lines) throws Exception {
        while (!lines.isEmpty()) {
            String line = lines.poll();
            if (line.startsWith("> ")) {
                client.send(withServersValues(line.substring(2)));
            } else if (line.startsWith("< ")) {
                expect(line.substring(2));
            } else if (line.startsWith("& ")) {
                others.add(ChatClient.connect(server.uri(line.substring(2))));
            } else if (line.startsWith("<~ ")) {
                List<String> group = new ArrayList<>(List.of(line.substring(3)));
                while (!lines.isEmpty() && lines.peek().startsWith("<~ ")) {
                    group.add(lines.poll().substring(3));
                }
                expectInAnyOrder(group);
            } else {
                throw new AssertionError("not a line of a transcript: " + line);
            }
        }
    }

    private void expect(String documented) throws Exception {
        JsonNode real = client.next();
        String difference = difference("", JSON.readTree(documented), real);
        assertThat(difference)
                .as("documented: %s%nreally:     %s", documented, real)
                .isNull();
    }

    private void expectInAnyOrder(List<String> documented) throws Exception {
        List<String> left = new ArrayList<>(documented);
        while (!left.isEmpty()) {
            JsonNode real = client.next();
            String match = null;
            for (String candidate : left) {
                Map<String, String> before = Map.copyOf(madeUp);
                if (difference("", JSON.readTree(candidate), real) == null) {
                    match = candidate;
                    break;
                }
                madeUp.clear();
                madeUp.putAll(before);
            }
            assertThat(match).as("%s is none of %s", real, left).isNotNull();
            left.remove(match);
        }
    }

    /** The reply to a ping is the next frame, so the server sent nothing that is not in the transcript. */
    private void expectNothingMore() throws Exception {
        client.send(END);
        assertThat(client.next()).isEqualTo(JSON.readTree(END.replace("ping", "pong")));
    }

    private String withServersValues(String command) {
        String real = command;
        for (Map.Entry<String, String> entry : madeUp.entrySet()) {
            real = real.replace('"' + entry.getKey() + '"', '"' + entry.getValue() + '"');
        }
        return real;
    }

    /** Null if the real value agrees with the documentation. */
    private String difference(String path, JsonNode documented, JsonNode real) {
        if (documented.isObject() && real.isObject()) {
            TreeSet<String> names = names(documented);
            if (!names.equals(names(real))) {
                return path + " has the fields " + names(real) + ", documented are " + names;
            }
            return first(
                    names.stream().map(name -> difference(path + "." + name, documented.get(name), real.get(name))));
        }
        if (documented.isArray() && real.isArray()) {
            if (documented.size() != real.size()) {
                return path + " has " + real.size() + " elements, documented are " + documented.size();
            }
            return first(Stream.iterate(0, i -> i < documented.size(), i -> i + 1)
                    .map(i -> difference(path + "[" + i + "]", documented.get(i), real.get(i))));
        }
        if (path.equals(".guest")) {
            // Its length depends on the name.
            return real.isTextual() ? null : path + " is " + real;
        }
        boolean same = isMadeUp(path, documented) ? sameForm(documented, real) : documented.equals(real);
        return same ? null : path + " is " + real + ", documented is " + documented;
    }

    private static String first(Stream<String> differences) {
        // Not findFirst, which takes no null.
        return differences.reduce(null, (found, next) -> found != null ? found : next);
    }

    private static TreeSet<String> names(JsonNode object) {
        Iterable<String> names = object::fieldNames;
        return new TreeSet<>(StreamSupport.stream(names.spliterator(), false).toList());
    }

    private static boolean isMadeUp(String path, JsonNode documented) {
        return path.endsWith(".at")
                || path.equals(".session")
                || path.equals(".epoch")
                // The top-level id is the client's own.
                || path.endsWith("].id")
                || path.equals(".user.id")
                || path.endsWith(".from.id")
                || (path.endsWith(".name") && documented.asText().startsWith("guest-"));
    }

    private boolean sameForm(JsonNode documented, JsonNode real) {
        if (documented.isNumber()) {
            return real.isIntegralNumber() && real.asLong() > 0;
        }
        if (!real.isTextual() || !form(documented.asText()).equals(form(real.asText()))) {
            return false;
        }
        String known = madeUp.get(documented.asText());
        if (known == null && !madeUp.containsValue(real.asText())) {
            madeUp.put(documented.asText(), real.asText());
            return true;
        }
        return real.asText().equals(known);
    }

    /** The prefix, which tells the kind of id, and the length of the random part. */
    private static String form(String text) {
        int dash = text.lastIndexOf('-') + 1;
        return text.substring(0, dash) + text.substring(dash).replaceAll("[a-z0-9]", "x");
    }
}
