package dev.guildhall.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private static final Future<Void> DONE = Future.succeededFuture();
    private static final Future<Void> FAILED = Future.failedFuture("the database is away");

    @Test
    void anOutageIsWrittenDownOnceHoweverOftenTheWorkIsTriedAndSoIsItsEnd() {
        var written = new ListAppender<ILoggingEvent>();
        written.start();
        var logger = new LoggerContext().getLogger("work");
        logger.addAppender(written);
        var failures = new FailureLog(logger, "read the queue");

        failures.note(DONE);
        IntStream.range(0, 100).forEach(poll -> failures.note(FAILED));
        failures.note(DONE);
        failures.note(DONE);
        failures.note(FAILED);

        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Could not read the queue; it is tried again",
                        "Could read the queue again",
                        "Could not read the queue; it is tried again");
        assertThat(written.list.get(0).getThrowableProxy().getMessage()).isEqualTo("the database is away");
    }
}
