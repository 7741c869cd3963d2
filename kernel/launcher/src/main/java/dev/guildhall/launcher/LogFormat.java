package dev.guildhall.launcher;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;

/** How messages of the log are written. */
enum LogFormat {
    /** A line to read, see {@link LogLine}. */
    TEXT {
        @Override
        Encoder<ILoggingEvent> encoder(Context logs) {
            var layout = new LogLine();
            layout.setContext(logs);
            layout.start();
            var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
            encoder.setLayout(layout);
            return started(encoder, logs);
        }
    },
    /** An object of JSON on a line of its own, with Logback's names and key-value pairs as {@code kvpList}. */
    JSON {
        @Override
        Encoder<ILoggingEvent> encoder(Context logs) {
            var encoder = new JsonEncoder();
            encoder.setWithSequenceNumber(false);
            encoder.setWithNanoseconds(false);
            encoder.setWithContext(false);
            encoder.setWithMessage(false);
            encoder.setWithArguments(false);
            encoder.setWithFormattedMessage(true);
            return started(encoder, logs);
        }
    };

    abstract Encoder<ILoggingEvent> encoder(Context logs);

    private static Encoder<ILoggingEvent> started(Encoder<ILoggingEvent> encoder, Context logs) {
        encoder.setContext(logs);
        encoder.start();
        return encoder;
    }
}
