package io.chatka.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A well-behaved client that chats on while others misbehave, and must notice nothing. */
public final class ControlClient implements AutoCloseable {
    private final ChatClient client;
    private long seq;

    public ControlClient(TestServer server) throws InterruptedException {
        client = ChatClient.joined(server, "control");
    }

    /** Says something, and expects this message next and nothing else. */
    public void chat() throws InterruptedException {
        String text = "still here at " + ++seq;
        client.send("{\"type\":\"say\",\"text\":\"" + text + "\"}");
        JsonNode next = client.next();
        assertThat(next.path("type").asText()).as("%s", next).isEqualTo("message");
        assertThat(next.path("text").asText()).isEqualTo(text);
        assertThat(next.path("seq").asLong()).isEqualTo(seq);
        assertThat(client.waiting()).isZero();
        assertThat(client.isOpen()).isTrue();
    }

    @Override
    public void close() {
        client.close();
    }
}
