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
 * Whatever is quoted in it stays on its line and shows as it is, see {@link LogText}.
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
        LogText.append(line, event.getFormattedMessage());
        appendPairs(event, line);
        line.append(System.lineSeparator());
        if (event.getThrowableProxy() != null) {
            appendTrace(ThrowableProxyUtil.asString(event.getThrowableProxy()), line);
        }
        return line.toString();
    }

    // Each line is set back, so that no line of an exception's message looks like one of the log.
    private static void appendTrace(String trace, StringBuilder line) {
        trace.lines().forEach(traced -> {
            line.append('\t');
            LogText.append(line, traced.strip());
            line.append(System.lineSeparator());
        });
    }

    private static void appendPairs(ILoggingEvent event, StringBuilder line) {
        if (event.getKeyValuePairs() == null) {
            return;
        }
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            line.append(' ').append(pair.key).append('=');
            LogText.appendQuoted(line, String.valueOf(pair.value));
        }
    }
}
