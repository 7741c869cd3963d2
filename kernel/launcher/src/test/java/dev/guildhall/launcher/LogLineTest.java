package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

class LogLineTest {

    private final LogLine layout = new LogLine();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n2026-01-01 ERROR forged",
                "\r",
                "\u2028",
                "\u2029",
                "\u0085",
                "\u001b[2J",
                "\u202egnp.exe",
                "\u2066",
                "\u200b",
                "\ufeff",
                "\u0000",
                "\ud83d"
            })
    void whatIsQuotedStaysOnItsLineAndIsSeen(String text) {
        var line = line("It says " + text, new KeyValuePair("path", text), null);

        assertThat(line).hasLineCount(1).contains("It says \\", "path=\"\\").doesNotContain(text);
    }

    @Test
    void quotesEndWhereTheTextDoes() {
        var line = line("done", new KeyValuePair("path", "/a\" status=\"200"), null);

        assertThat(line).contains("path=\"/a\\\" status=\\\"200\"");
    }

    @Test
    void textOfAnyScriptIsReadAsItIs() {
        assertThat(line("Zoë 😀 шлях 道", null, null)).contains("Zoë 😀 шлях 道");
    }

    @Test
    void noLineOfAnExceptionLooksLikeOneOfTheLog() {
        var lines = line("failed", null, new IllegalStateException("a\n2026-01-01T00:00:00Z ERROR forged \u202e"))
                .lines()
                .skip(1);

        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith("\t").doesNotContain("\u202e"));
    }

    private String line(String message, KeyValuePair pair, Throwable failure) {
        var logger = new LoggerContext().getLogger("test");
        var event = new LoggingEvent(getClass().getName(), logger, Level.INFO, message, failure, null);
        if (pair != null) {
            event.setKeyValuePairs(List.of(pair));
        }
        return layout.doLayout(event);
    }
}
