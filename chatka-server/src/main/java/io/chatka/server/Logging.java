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

/** Where log lines of {@code ./chatka} go: standard output, one line an event, for people or for machines. */
final class Logging {
    /** What makes a new line, moves a terminal's cursor, or turns the direction of writing. */
    private static final String HARMFUL = "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}";

    /** An exception is several lines, but none that its message makes up. */
    private static final String FOR_PEOPLE = "%d{HH:mm:ss.SSS} %-5level %replace(%msg){'[" + HARMFUL + "]', '?'}%n"
            + "%replace(%ex{8}){'[\\r\\n]++(?!\\t|Caused by: |\\z)|[" + HARMFUL + "&&[^\\r\\n\\t]]', '?'}";

    private static final List<String> WHERE_NETTY_TELLS_OF_FAULTS = List.of(
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

    /** How much our own loggers say. */
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

    /** Whether this program has arranged it, and not the user or a program around. */
    private static volatile boolean ours;

    /** Does nothing unless {@link #start} has arranged the logging. */
    static void say(Verbosity verbosity) {
        if (ours) {
            LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.getLogger("io.chatka").setLevel(verbosity.level);
        }
    }

    /** Does nothing if the user has a Logback configuration of their own. */
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
        say(verbosity);
        // What pushes figures says itself when it cannot, once.
        context.getLogger("io.micrometer").setLevel(Level.OFF);
        // Netty names each missing optional part at length; what matters of it is told by our own lines.
        context.getLogger("io.netty").setLevel(Level.ERROR);
        // But for a task or a handler that threw something: our own lines have not told of it then.
        WHERE_NETTY_TELLS_OF_FAULTS.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }

    /** Nothing is logged any more: for commands that say everything themselves. */
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
