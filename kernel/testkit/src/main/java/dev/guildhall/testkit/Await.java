package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits on the test thread for what happens elsewhere, but never for ever. */
public final class Await {

    public static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /** The future's result; its failure is thrown as it is. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("Nothing happened within " + LIMIT, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The future's failure; fails itself when the future succeeds. */
    public static Throwable failure(Future<?> future) {
        return result(future.transform(done -> Future.succeededFuture(
                done.failed() ? done.cause() : new AssertionError("It succeeded with " + done.result()))));
    }

    /** Demands that the future fails with this expected error. */
    public static Problem problem(Future<?> future, ErrorCode expected) {
        var failure = failure(future);
        assertThat(failure).isInstanceOf(Problem.class);
        var problem = (Problem) failure;
        assertThat(problem.code()).isEqualTo(expected);
        return problem;
    }

    /** Repeats the assertion until it holds. */
    public static void until(ThrowingRunnable assertion) {
        // Classes run beside each other: what is thrown in a thread meanwhile may be of another's product, which stops.
        Awaitility.await()
                .dontCatchUncaughtExceptions()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion);
    }
}
