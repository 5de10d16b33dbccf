package io.chatka.doctor;

import com.typesafe.config.Config;
import io.chatka.internal.redis.RedisSettings;
import io.chatka.internal.transport.TransportSettings;
import java.time.Clock;

/**
 * The server to examine, as the same options would start it.
 *
 * @param adminPort -1 for none
 * @param redis null if it would stand alone
 * @param clock the machine's
 */
public record Subject(
        Config config,
        TransportSettings transport,
        String adminHost,
        int adminPort,
        RedisSettings redis,
        Clock clock) {}
