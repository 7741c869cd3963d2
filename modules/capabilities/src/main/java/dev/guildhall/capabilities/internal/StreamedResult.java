package dev.guildhall.capabilities.internal;

import dev.guildhall.capabilities.CapabilityError;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A result on its way to a client, item by item and no faster than they read. */
final class StreamedResult {

    private static final Logger LOG = LoggerFactory.getLogger(StreamedResult.class);
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /** How items are written. */
    enum Form {
        NDJSON("application/x-ndjson"),
        SERVER_SENT_EVENTS("text/event-stream");

        private final String mediaType;

        Form(String mediaType) {
            this.mediaType = mediaType;
        }

        /** What a request asks for; empty when it is no stream. */
        static Optional<Form> of(ApiRequest request) {
            var all = List.of(values());
            return request.preferred(all.stream().map(form -> form.mediaType).toList())
                    .flatMap(wanted -> all.stream()
                            .filter(form -> form.mediaType.equals(wanted))
                            .findFirst());
        }

        Buffer frame(JsonObject item) {
            return this == NDJSON ? item.toBuffer().appendString("\n") : event("item", item);
        }

        private static Buffer event(String type, JsonObject data) {
            return Buffer.buffer("event: " + type + "\ndata: ")
                    .appendBuffer(data.toBuffer())
                    .appendString("\n\n");
        }
    }

    private final ApiRequest request;
    private final HttpServerResponse response;
    private final Form form;
    private boolean begun;
    private long bytes;

    StreamedResult(ApiRequest request, Form form) {
        this.request = request;
        this.response = request.context().response();
        this.form = form;
    }

    /** Completes when the item has left. */
    Future<Void> send(Map<String, String> headers, JsonObject item) {
        begin(headers);
        var frame = form.frame(item);
        bytes += frame.length();
        if (bytes > MOST_BYTES) {
            return CapabilityError.RESULT_TOO_LARGE
                    .because("The result is longer than a stream may be.")
                    .asFuture();
        }
        return response.write(frame);
    }

    private void begin(Map<String, String> headers) {
        if (begun) {
            return;
        }
        begun = true;
        headers.forEach(response::putHeader);
        response.setChunked(true)
                .putHeader("Content-Type", form.mediaType)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                // A compressor would hold items back until it has a block of them.
                .putHeader("Content-Encoding", "identity");
    }

    /** What went wrong before the first item is an ordinary error. */
    Future<ApiResponse> end(AsyncResult<Void> done) {
        if (done.failed() && !begun) {
            return Future.failedFuture(done.cause());
        }
        begin(Map.of());
        if (done.succeeded()) {
            end(Form.event("end", new JsonObject()));
        } else {
            fail(done.cause());
        }
        return Future.succeededFuture(ApiResponse.streamed());
    }

    private void end(Buffer last) {
        var ended = form == Form.NDJSON ? response.end() : response.end(last);
        ended.onFailure(gone -> LOG.debug("A client did not wait for the end of a result", gone));
    }

    /** What was sent so far must not look like the whole. */
    private void fail(Throwable failure) {
        if (response.closed()) {
            return;
        }
        LOG.debug("A result ended before its end", failure);
        if (form == Form.SERVER_SENT_EVENTS) {
            end(Form.event("error", told(failure)));
        } else {
            response.reset().onFailure(gone -> LOG.debug("Closed already", gone));
        }
    }

    private JsonObject told(Throwable failure) {
        var problem = failure instanceof Problem known
                ? known
                : CommonError.INTERNAL.because("Something went wrong on our side.");
        return new JsonObject()
                .put("code", problem.code().code())
                .put("message", problem.getMessage())
                .put("requestId", request.requestId());
    }
}
