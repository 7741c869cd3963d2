package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the rows of one request one after the other, each by itself, and tells of each what became of it: {@code {status,
 * data}} or {@code {status, error}}, in the order of the rows. A row that fails leaves the others alone, unless it is for
 * no fault of its own: then those after it are not begun, and told the same.
 */
public final class RowByRow {

    private static final Logger LOG = LoggerFactory.getLogger(RowByRow.class);

    private final JsonArray results = new JsonArray();
    private Problem ours;

    private RowByRow() {}

    /**
     * Runs the operation on each row and answers with what became of them.
     *
     * @param status what a row that succeeds is told
     * @param operation gives the data of a row; may throw a {@link Problem}
     */
    public static <T> Future<ApiResponse> run(List<T> rows, int status, Function<T, Future<JsonObject>> operation) {
        var run = new RowByRow();
        var done = Future.<Void>succeededFuture();
        for (var row : rows) {
            done = done.compose(before -> run.next(row, status, operation));
        }
        return done.map(all -> ApiResponse.ok(run.results));
    }

    private <T> Future<Void> next(T row, int status, Function<T, Future<JsonObject>> operation) {
        var begun = ours == null ? Future.<Void>succeededFuture() : ours.<Void>asFuture();
        return begun.compose(ready -> operation.apply(row)).transform(done -> {
            results.add(
                    done.succeeded()
                            ? new JsonObject().put("status", status).put("data", done.result())
                            : failed(problem(done.cause())));
            return Future.succeededFuture();
        });
    }

    private Problem problem(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        LOG.error("A row of a request failed unexpectedly", failure);
        return CommonError.INTERNAL.because(
                "Something went wrong on our side. Report the request id to whoever runs this installation.");
    }

    private JsonObject failed(Problem problem) {
        var status = problem.code().kind().status();
        if (status >= 500) {
            ours = problem;
        }
        return new JsonObject().put("status", status).put("error", CanonicalAdapter.json(problem.inBrief()));
    }
}
