package io.chatka.internal.config;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;

/** The two settings of a {@link Rate}. */
public record RateSetting(Setting<Integer> count, Setting<Duration> per) {

    /** @param byDefault the default of both, such as {@code 20 in 30s} */
    public static RateSetting of(Section section, String name, String byDefault, Kind<Integer> counts, String meaning) {
        String[] rate = byDefault.split(" in ");
        return new RateSetting(
                section.setting(name + ".count", rate[0], counts)
                        .newConnections()
                        .means(meaning),
                section.setting(name + ".per", rate[1], Kind.duration("1ms", "1d"))
                        .newConnections()
                        .means("The period in which `count` applies."));
    }

    /** @throws io.chatka.api.ConfigException if a value cannot be used */
    public Rate in(Config config) {
        return new Rate(count.in(config), per.in(config));
    }
}
