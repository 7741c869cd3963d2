package dev.guildhall.core.database;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Whether the database can be written to, found out at most once a second however many ask. */
public final class Readiness {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private Future<Optional<String>> answer;
    private long askedAt;

    public Readiness(Database database) {
        this.database = database;
    }

    /** What is the matter with it, in words for an operator; empty when it is ready. */
    public synchronized Future<Optional<String>> trouble() {
        if (answer == null || answer.isComplete() && System.nanoTime() - askedAt > FRESH_NANOS) {
            askedAt = System.nanoTime();
            answer = database.probe().map(Optional.<String>empty()).otherwise(failure -> Optional.of(why(failure)));
        }
        return answer;
    }

    private static String why(Throwable failure) {
        return PgErrors.outage(failure).map(outage -> outage.words(failure)).orElse("it does not answer in time");
    }
}
