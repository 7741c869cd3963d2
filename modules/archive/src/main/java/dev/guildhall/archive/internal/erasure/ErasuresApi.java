package dev.guildhall.archive.internal.erasure;

import dev.guildhall.archive.Erasure;
import dev.guildhall.archive.ErasureRequest;
import dev.guildhall.archive.Erasures;
import dev.guildhall.archive.Receipt;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What platform administrators do with erasures. */
public final class ErasuresApi implements Api {

    private static final Logger LOG = LoggerFactory.getLogger(ErasuresApi.class);

    /** For so long a request waits for its receipt; with a large database it is to be asked for later. */
    private static final long PATIENCE_MILLIS = 15_000;

    private final Vertx vertx;
    private final Erasures erasures;

    public ErasuresApi(Vertx vertx, Erasures erasures) {
        this.vertx = vertx;
        this.erasures = erasures;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createErasure", BodyReader.of(ErasureRequest::of), this::create)
                .on("listErasures", this::list)
                .on("getErasure", this::get);
    }

    private Future<ApiResponse> create(ApiRequest request, ErasureRequest wanted) {
        return erasures.begin(request.authentication(), wanted)
                .compose(begun -> Future.any(finish(begun).otherwiseEmpty(), vertx.timer(PATIENCE_MILLIS))
                        .transform(waited -> erasures.get(begun.id())))
                .map(erasure -> ApiResponse.created("/api/admin/erasures/" + erasure.id(), json(erasure)));
    }

    private Future<Erasure> finish(Erasure begun) {
        return erasures.finish(begun.id())
                .onFailure(
                        failure -> LOG.warn("The erasure {} is not complete; it is tried again", begun.id(), failure));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return erasures.list(PageRequest.of(Erasures.LIST, request)).map(page -> page.answer(ErasuresApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return erasures.get(request.pathId("erasureId")).map(erasure -> ApiResponse.ok(json(erasure)));
    }

    private static JsonObject json(Erasure erasure) {
        return new JsonObject()
                .put("id", erasure.id().toString())
                .put("kind", erasure.kind().name())
                .put("subjectId", erasure.subject().toString())
                .put("state", erasure.receipt().isPresent() ? "COMPLETE" : "RUNNING")
                .put("requestedBy", erasure.requestedBy())
                .put("reason", erasure.reason().orElse(null))
                .put("requestedAt", erasure.requestedAt().toString())
                .put("completedAt", erasure.completedAt().map(Instant::toString).orElse(null))
                .put("receipt", erasure.receipt().map(Receipt::toJson).orElse(null));
    }
}
