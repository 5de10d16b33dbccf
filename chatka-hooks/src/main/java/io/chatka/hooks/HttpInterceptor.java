package io.chatka.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.chatka.api.Interception;
import io.chatka.api.MessageInterceptor;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks an application over HTTP about each message. Anything but a decision with status 200 is a
 * failure, for which the node has its fallback. Thread-safe.
 */
public final class HttpInterceptor implements MessageInterceptor {
    /** Requests under way; the fallback decides about further messages. */
    static final int MOST_ASKED = 1_000;

    private static final JsonFactory JSON = new JsonFactory();

    private final HookSettings.Asked asked;
    private final Posting posting;
    private final AtomicInteger underWay = new AtomicInteger();

    /** A decision as it came. */
    private static final class Decision {
        String action;
        String code;
        String message;
        String text;
        String data;
    }

    /** @param settings with an interceptor */
    public HttpInterceptor(HookSettings settings) {
        this.asked = settings.interceptor();
        HttpClient http = Posting.client();
        this.posting = new Posting(http, Runnable::run);
    }

    @Override
    public Duration budget() {
        return asked.budget();
    }

    @Override
    public Fallback fallback() {
        return asked.fallback();
    }

    @Override
    public CompletionStage<Interception> intercept(Draft draft) {
        if (underWay.incrementAndGet() > MOST_ASKED) {
            underWay.decrementAndGet();
            throw new IllegalStateException("more than " + MOST_ASKED + " messages wait for the interceptor");
        }
        String body = HookEvents.event("message", null, json -> {
            json.writeStringField("room", draft.room());
            HookEvents.user(json, "from", draft.sender());
            HookEvents.content(json, draft.text(), draft.data());
        });
        return posting.post(asked.url(), asked.signature(), "msg_" + UUID.randomUUID(), body, asked.budget())
                .whenComplete((answer, failure) -> underWay.decrementAndGet())
                .thenApply(HttpInterceptor::decision);
    }

    private static Interception decision(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new CompletionException(new IOException("the interceptor answered " + answer.statusCode()));
        }
        try {
            return decision(read(answer.body()));
        } catch (IOException malformed) {
            throw new CompletionException(new IOException("the interceptor did not answer with a decision", malformed));
        }
    }

    private static Interception decision(Decision decision) throws IOException {
        return switch (String.valueOf(decision.action)) {
            case "allow" -> Interception.allow();
            case "hold" -> Interception.hold();
            case "shadow" -> Interception.shadow();
            case "replace" -> Interception.replace(decision.text, decision.data);
            case "deny" -> Interception.deny(code(decision.code), decision.message == null ? "" : decision.message);
            default -> throw new IOException("\"action\" has to be allow, deny, replace, hold or shadow");
        };
    }

    private static Interception.DenialCode code(String code) throws IOException {
        if (code == null) {
            return Interception.DenialCode.FILTERED;
        }
        try {
            return Interception.DenialCode.valueOf(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IOException("\"code\" has to be filtered or forbidden", unknown);
        }
    }

    private static Decision read(String text) throws IOException {
        Decision decision = new Decision();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the answer is no JSON object");
            }
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                switch (field) {
                    case "action" -> decision.action = json.getText();
                    case "code" -> decision.code = json.getText();
                    case "message" -> decision.message = json.getText();
                    case "text" -> decision.text = json.getText();
                    case "data" -> decision.data = value(json);
                    default -> json.skipChildren();
                }
            }
        }
        return decision;
    }

    private static String value(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (var generator = JSON.createGenerator(text)) {
            generator.copyCurrentStructure(json);
        }
        return text.toString();
    }
}
