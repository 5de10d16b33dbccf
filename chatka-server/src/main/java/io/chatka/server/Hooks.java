package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.NodeBuilder;
import io.chatka.hooks.HookSettings;
import io.chatka.hooks.HttpInterceptor;
import io.chatka.hooks.Webhooks;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** The hooks over HTTP, if any are configured. */
final class Hooks implements AutoCloseable {
    /** Null for none. */
    private final Webhooks webhooks;

    private Hooks(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    /** Adds the hooks to a node, and their meters to a registry. */
    static Hooks add(Config config, NodeBuilder node, MeterRegistry registry) {
        HookSettings settings = HookSettings.read(config);
        if (settings.interceptor() != null) {
            node.interceptor(new HttpInterceptor(settings));
        }
        if (settings.webhooks().isEmpty()) {
            return new Hooks(null);
        }
        Webhooks webhooks = new Webhooks(settings);
        node.observer(webhooks);
        counter(registry, "chatka.webhooks.delivered", "Events that reached a webhook", webhooks, Webhooks::delivered);
        counter(registry, "chatka.webhooks.dropped", "Events that a webhook did not get", webhooks, Webhooks::dropped);
        counter(registry, "chatka.webhooks.failures", "Requests to webhooks that failed", webhooks, Webhooks::failures);
        Gauge.builder("chatka.webhooks.waiting", webhooks, Webhooks::waiting)
                .description("Events that wait for a webhook")
                .register(registry);
        return new Hooks(webhooks);
    }

    private static void counter(
            MeterRegistry registry, String name, String meaning, Webhooks of, ToDoubleFunction<Webhooks> value) {
        FunctionCounter.builder(name, of, value).description(meaning).register(registry);
    }

    /** Delivers what waits, for 5 s at most. */
    @Override
    public void close() {
        if (webhooks != null) {
            webhooks.close();
        }
    }
}
