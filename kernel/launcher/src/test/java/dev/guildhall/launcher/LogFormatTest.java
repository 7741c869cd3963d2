package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class LogFormatTest {

    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();

    private LoggingEvent event() {
        var event = new LoggingEvent(
                "test",
                logs.getLogger("dev.guildhall.access"),
                Level.WARN,
                "It says {}",
                new IllegalStateException("broken\nin two"),
                new Object[] {"\"a\nb\""});
        event.setKeyValuePairs(List.of(new KeyValuePair("path", "/x\n{\"level\":\"ERROR\"}")));
        return event;
    }

    @Test
    void anObjectOfJsonIsOnALineOfItsOwnWhateverIsQuotedInIt() {
        var written = new String(LogFormat.JSON.encoder(logs).encode(event()), StandardCharsets.UTF_8);

        assertThat(written).hasLineCount(1).endsWith("\n");
        var line = new JsonObject(written);
        assertThat(line.getString("level")).isEqualTo("WARN");
        assertThat(line.getString("loggerName")).isEqualTo("dev.guildhall.access");
        assertThat(line.getString("formattedMessage")).isEqualTo("It says \"a\nb\"");
        assertThat(line.getLong("timestamp")).isPositive();
        assertThat(line.getJsonArray("kvpList"))
                .isEqualTo(JsonArray.of(new JsonObject().put("path", "/x\n{\"level\":\"ERROR\"}")));
        assertThat(line.getJsonObject("throwable").getString("message")).isEqualTo("broken\nin two");
    }

    @Test
    void aTextIsALineToRead() {
        var written = new String(LogFormat.TEXT.encoder(logs).encode(event()), StandardCharsets.UTF_8);

        assertThat(written).contains(" WARN ", "path=\"/x\\n");
    }
}
