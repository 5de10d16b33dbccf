package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.FactStore;
import io.chatka.internal.sanction.GuestTokens;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A node is usable only when it knows the key of guests' tokens, or that the broker does not give it. */
class GuestKeyTest {
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final GuestTokens tokens = new GuestTokens(() -> 0);
    private final GuestKey key = GuestKey.of("", new BrokerOf(null, null, new Facts(), null), tokens);

    @Test
    void the_search_ends_when_the_key_is_known() {
        CompletableFuture<Void> found = key.find().toCompletableFuture();
        assertThat(found).isNotDone();
        answer.complete(new byte[GuestTokens.KEY_BYTES]);
        assertThat(found).isCompleted();
        assertThat(tokens.ready()).isTrue();
    }

    @Test
    void the_search_ends_without_a_key_when_the_broker_refuses() {
        CompletableFuture<Void> found = key.find().toCompletableFuture();
        answer.completeExceptionally(new IllegalStateException("away"));
        assertThat(found).isCompleted();
        assertThat(tokens.ready()).isFalse();
    }

    private final class Facts implements FactStore {
        @Override
        public CompletionStage<Long> put(String name, Fact fact) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Long> remove(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<FactStore.Facts> read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<byte[]> secret(String name, byte[] made) {
            return answer;
        }
    }
}
