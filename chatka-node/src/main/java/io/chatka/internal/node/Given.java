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
 * What the program around a node gives to it.
 *
 * @param config a whole configuration
 * @param whole makes such a configuration of one that the program reads later
 * @param broker null for the one that the configuration asks for; the node closes it, also when the start fails
 * @param seams where the program takes part in what happens
 * @param judgeHeap whether the node lets nobody in while the heap of this JVM is short
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
        /** Guests who may do everything, and nobody is asked or told. */
        public static final Seams NONE = new Seams(Extensions.GUESTS, Extensions.EVERYTHING, null, null);
    }

    /**
     * For those who operate the node; each may be null.
     *
     * @param meters where the node registers its meters
     * @param metricsPage what {@code /metrics} of the admin port answers, in the text format of Prometheus
     * @param reload what {@code POST /reload} of the admin port does
     */
    public record Watching(MeterRegistry meters, Supplier<String> metricsPage, Supplier<ReloadReport> reload) {}
}
