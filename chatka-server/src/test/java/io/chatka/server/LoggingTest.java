package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.testing.Catalogued;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The form of log lines, whatever text is in them. */
class LoggingTest {
    private static final String HOSTILE =
            "Ann\r\n12:00:00.000 INFO  forged\u001b[2J\u001b[31m\0\u007f\u009b31m\u0085\u2028\u2029\u202e";

    private final LoggerContext context = new LoggerContext();

    LoggingTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @Catalogued(71)
    @ParameterizedTest
    @EnumSource(Logging.Format.class)
    void a_value_with_line_ends_and_escapes_makes_one_line(Logging.Format format) {
        String line = logged(format, null, HOSTILE);
        assertThat(line).endsWith("\n");
        assertThat(line.substring(0, line.length() - 1)).contains("forged").doesNotContainPattern("[\\x00-\\x1f]");
    }

    @Test
    void what_could_harm_a_terminal_is_replaced() {
        assertThat(logged(Logging.Format.TEXT, null, HOSTILE))
                .endsWith("somebody came: Ann??12:00:00.000 INFO  forged?[2J?[31m???31m????" + System.lineSeparator());
    }

    @Test
    void a_line_for_people_has_time_level_and_text() {
        assertThat(logged(Logging.Format.TEXT, null, "Ann"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d\\d\\d WARN  somebody came: Ann\\R");
    }

    @Test
    void a_line_for_machines_is_one_JSON_object_with_the_whole_text() throws Exception {
        String line = logged(Logging.Format.JSON, null, HOSTILE);
        assertThat(new ObjectMapper().readTree(line).path("formattedMessage").asText())
                .startsWith("somebody came: Ann")
                .contains("forged");
    }

    @Test
    void the_message_of_an_exception_forges_no_line_either() {
        String lines = logged(Logging.Format.TEXT, new IllegalStateException(HOSTILE), "Ann");
        assertThat(lines.lines()).noneMatch(line -> line.startsWith("12:00:00.000 INFO"));
        assertThat(lines).doesNotContain("\u001b", "\u009b");
        // The exception itself is still there, on lines of its own.
        assertThat(lines.lines().skip(1)).first().asString().startsWith("java.lang.IllegalStateException: Ann?12:00");
        assertThat(lines.lines().skip(2)).isNotEmpty().allMatch(line -> line.startsWith("\tat "));
    }

    private String logged(Logging.Format format, Throwable thrown, String value) {
        Encoder<ILoggingEvent> encoder = Logging.encoder(format, context);
        Logger logger = context.getLogger("io.chatka.Test");
        return new String(
                encoder.encode(new LoggingEvent(
                        Logger.class.getName(), logger, Level.WARN, "somebody came: {}", thrown, new Object[] {value})),
                StandardCharsets.UTF_8);
    }
}
