package io.chatka.internal.actor;

import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.config.Rate;
import io.chatka.internal.meter.NodeMeter;
import java.util.function.Function;

/** What clients may do only so often. */
enum Rated {
    MESSAGES("messages", NodeMeter.Limit.MESSAGES, LimitSettings.Rates::messages),
    BYTES("bytes of messages", NodeMeter.Limit.BYTES, LimitSettings.Rates::bytes),
    JOINS("joins", NodeMeter.Limit.JOINS, LimitSettings.Rates::joins),
    HISTORIES("reads of history", NodeMeter.Limit.HISTORIES, LimitSettings.Rates::histories),
    MEMBERS("lists of members", NodeMeter.Limit.HISTORIES, LimitSettings.Rates::histories),
    ACTS("acts", NodeMeter.Limit.ACTS, LimitSettings.Rates::acts),
    REPORTS("reports", NodeMeter.Limit.REPORTS, LimitSettings.Rates::reports);

    private final String plural;
    private final NodeMeter.Limit metered;
    private final Function<LimitSettings.Rates, Rate> rate;

    Rated(String plural, NodeMeter.Limit metered, Function<LimitSettings.Rates, Rate> rate) {
        this.plural = plural;
        this.metered = metered;
        this.rate = rate;
    }

    String plural() {
        return plural;
    }

    NodeMeter.Limit metered() {
        return metered;
    }

    Rate rate(LimitSettings.Rates rates) {
        return rate.apply(rates);
    }
}
