package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.ReloadReport;
import io.chatka.api.Authenticator;
import io.chatka.api.ChatObserver;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.Policy;
import io.chatka.api.WebFiles;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.broker.Broker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a program gives to the node that it starts.
 *
 * @param config a complete configuration
 * @param whole completes a configuration that the program passes to a later reload
 * @param broker null for the one that the configuration asks for. The node closes either, also when
 *     the start fails
 * @param seams the program's own implementations of {@code io.chatka.api}
 * @param judgeHeap whether the node refuses new clients while the heap of this JVM is short
 */
public record Given(
        Config config,
        UnaryOperator<Config> whole,
        Broker broker,
        WebFiles files,
        Seams seams,
        Watching watching,
        boolean judgeHeap) {

    /**
     * @param interceptor null for none
     * @param observer null for none
     */
    public record Seams(
            Authenticator authenticator, Policy policy, MessageInterceptor interceptor, ChatObserver observer) {
        /**
         * Every client is a guest and may do everything; there is no interceptor and no observer.
         */
        public static final Seams NONE = new Seams(Extensions.GUESTS, Extensions.EVERYTHING, null, null);
    }

    /**
     * For operators; each may be null.
     *
     * @param meters where the node registers its meters
     * @param metricsPage what {@code /metrics} of the admin port answers, in the text format of
     *     Prometheus
     * @param reload what {@code POST /reload} of the admin port does
     */
    public record Watching(MeterRegistry meters, Supplier<String> metricsPage, Supplier<ReloadReport> reload) {}
}
