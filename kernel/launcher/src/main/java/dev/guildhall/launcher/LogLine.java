package dev.guildhall.launcher;

import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/**
 * A message as a line of text: time, level, logger, message, key-value pairs in quotes, and below it the stack trace.
 * Logback's own patterns would say the same, at the cost of some hundred classes more in every start.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneOffset.UTC);
    private static final int LOGGER_LENGTH = 40;
    private static final int LINE_LENGTH = 160;
    private static final int LEVEL_LENGTH = 5;

    private final TargetLengthBasedClassNameAbbreviator logger =
            new TargetLengthBasedClassNameAbbreviator(LOGGER_LENGTH);

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(LINE_LENGTH);
        TIME.formatTo(event.getInstant(), line);
        var level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(0, LEVEL_LENGTH - level.length())));
        line.append(' ').append(logger.abbreviate(event.getLoggerName())).append(" - ");
        line.append(event.getFormattedMessage());
        appendPairs(event, line);
        line.append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void appendPairs(ILoggingEvent event, StringBuilder line) {
        if (event.getKeyValuePairs() == null) {
            return;
        }
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            line.append(' ').append(pair.key).append("=\"").append(pair.value).append('"');
        }
    }
}
