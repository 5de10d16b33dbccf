package io.chatka.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.filter.Filter;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Where log lines of {@code ./chatka} go: standard output, one line for an event, for people or for
 * machines.
 */
final class Logging {
    /** Characters that break a line, move a terminal's cursor or turn the direction of writing. */
    private static final String HARMFUL = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}";

    /** A stack trace has several lines, but its message cannot add any. */
    private static final String FOR_PEOPLE = "%d{HH:mm:ss.SSS} %-5level %replace(%msg){'[" + HARMFUL + "]', '?'}%n"
            + "%replace(%ex{8}){'[\\r\\n]++(?!\\t|Caused by: |\\z)|[" + HARMFUL + "&&[^\\r\\n\\t]]', '?'}";

    private static final List<String> NETTY_FAULT_LOGGERS = List.of(
            "io.netty.util.concurrent",
            "io.netty.channel.AbstractChannelHandlerContext",
            "io.netty.channel.ChannelInitializer",
            "io.netty.channel.DefaultChannelPipeline",
            "io.netty.channel.SingleThreadIoEventLoop",
            "io.netty.channel.epoll",
            "io.netty.channel.nio");

    enum Format {
        TEXT,
        JSON
    }

    private Logging() {}

    /** The level of Chatka's own loggers. */
    enum Verbosity {
        ERROR(Level.ERROR),
        WARN(Level.WARN),
        INFO(Level.INFO),
        DEBUG(Level.DEBUG);

        private final Level level;

        Verbosity(Level level) {
            this.level = level;
        }
    }

    /** Whether {@link #start} has configured Logback, rather than the user or a host program. */
    private static volatile boolean ours;

    /**
     * Sets the level of Chatka's own loggers. Does nothing unless {@link #start} has configured
     * Logback.
     */
    static void setVerbosity(Verbosity verbosity) {
        if (ours) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.getLogger("io.chatka").setLevel(verbosity.level);
        }
    }

    /** Configures Logback. Does nothing if the user has a configuration of their own. */
    static void start(Format format, Verbosity verbosity) {
        if (System.getProperty("logback.configurationFile") != null) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder(format, context));
        Filter<ILoggingEvent> repeated = new RepeatedFaults();
        repeated.start();
        console.addFilter(repeated);
        console.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(console);
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        ours = true;
        setVerbosity(verbosity);
        // LoggingSender logs failed pushes, once.
        context.getLogger("io.micrometer").setLevel(Level.OFF);
        // Netty logs each missing optional part at length; our own lines say what matters of it.
        context.getLogger("io.netty").setLevel(Level.ERROR);
        // Except what a task or a handler throws, which nothing else logs.
        NETTY_FAULT_LOGGERS.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }

    /** Turns logging off, for commands that print their results. */
    static void silence() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }

    static Encoder<ILoggingEvent> encoder(Format format, LoggerContext context) {
        Encoder<ILoggingEvent> encoder;
        if (format == Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithContext(false);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithFormattedMessage(true);
            encoder = json;
        } else {
            PatternLayoutEncoder pattern = new PatternLayoutEncoder();
            pattern.setPattern(FOR_PEOPLE);
            encoder = pattern;
        }
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
