package io.chatka.hooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Posts signed JSON. Redirects are not followed. Thread-safe. */
final class Posting {
    /** A larger answer counts as a failure. */
    static final int MOST_ANSWER = 64 * 1024;

    private final HttpClient http;
    private final Executor executor;

    /** @param executor completes what is posted */
    Posting(HttpClient http, Executor executor) {
        this.http = http;
        this.executor = executor;
    }

    static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /**
     * @param id unique for what is posted, and the same when it is posted again
     * @param limit for the whole answer, body included
     */
    CompletableFuture<HttpResponse<String>> post(URI url, Signature signature, String id, String body, Duration limit) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        long seconds = System.currentTimeMillis() / 1000;
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(limit)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Chatka")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", signature.sign(id, seconds, bytes))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request, bounded());
        // The client's own limit ends with the headers; a receiver could send its body for ever.
        CompletableFuture<HttpResponse<String>> whole = sent.copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        whole.whenComplete((answer, failure) -> sent.cancel(true));
        return whole.whenCompleteAsync((answer, failure) -> {}, executor);
    }

    private static BodyHandler<String> bounded() {
        return answer -> new Bounded(BodySubscribers.ofString(StandardCharsets.UTF_8));
    }

    /** Ends an answer that is too large. */
    private static final class Bounded implements BodySubscriber<String> {
        private final BodySubscriber<String> text;
        private Flow.Subscription subscription;
        private long received;

        Bounded(BodySubscriber<String> text) {
            this.text = text;
        }

        @Override
        public CompletionStage<String> getBody() {
            return text.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            text.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            received += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (received > MOST_ANSWER) {
                subscription.cancel();
                text.onError(new IOException("the answer has more than " + MOST_ANSWER + " bytes"));
            } else {
                text.onNext(buffers);
            }
        }

        @Override
        public void onError(Throwable failure) {
            text.onError(failure);
        }

        @Override
        public void onComplete() {
            text.onComplete();
        }
    }
}
