package io.chatka.internal.broker;

import java.time.Clock;

class EmbeddedModerationTest extends ModerationStoreContract {
    private final Broker broker = another();

    @Override
    protected Broker a() {
        return broker;
    }

    @Override
    protected Broker b() {
        return broker;
    }

    @Override
    protected Broker another(HistorySettings history) {
        return new EmbeddedBroker(Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(history));
    }
}
