package io.chatka.internal.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import io.chatka.api.ConfigException;

/**
 * One setting: everything that there is to know of it. The {@code reference.conf} files and the tables of
 * docs/configuration.md are made from this. Immutable.
 *
 * @param byDefault as it is written in a file, without quotes
 * @param effect when a change takes effect
 * @param meaning one sentence, in Markdown
 */
public record Setting<T>(String key, Kind<T> kind, String byDefault, Effect effect, String meaning) {

    /** When a change takes effect. A connection keeps the limits that its {@code welcome} names. */
    public enum Effect {
        AT_ONCE("at once"),
        NEW_CONNECTIONS("for new connections"),
        RESTART("after a restart");

        private final String words;

        Effect(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** @throws ConfigException if the value cannot be used */
    public T in(Config config) {
        return kind.read(config, key, key);
    }

    /** The same of an object in a list, which has its own keys and is called {@code where} in an error. */
    public T inObject(Config object, String where) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        return kind.read(object, name, where + "." + name);
    }

    /** The line of a {@code reference.conf}. */
    public String line() {
        boolean plain = byDefault.matches("[A-Za-z0-9-]+|\\[.*]");
        return key + " = " + (plain ? byDefault : ConfigUtil.quoteString(byDefault));
    }

    /** The configuration with the default. */
    public Config reset(Config config) {
        return ConfigFactory.parseString(line()).withFallback(config);
    }
}
