package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Principal;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.service.Batches.Done;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.IntStream;

/** The operations of services of extensions on what is theirs in a workspace. */
public final class BatchesApi implements Api {

    private final Batches batches;

    public BatchesApi(Batches batches) {
        this.batches = batches;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("applyExtensionBatch", BodyReader.of(BatchReader::read), this::apply)
                .on("getExtensionStateValue", this::value);
    }

    private Future<ApiResponse> apply(ApiRequest request, Batch batch) {
        return batches.apply(request.authentication(), own(request), batch)
                .map(done -> ApiResponse.ok(json(batch, done)));
    }

    private Future<ApiResponse> value(ApiRequest request) {
        var key = request.path("stateKey");
        return batches.value(own(request), key)
                .map(entry -> ApiResponse.ok(new JsonObject()
                                .put("key", key)
                                .put("value", entry.value())
                                .put("version", entry.version()))
                        .withRevision(entry.version()));
    }

    /** Of an extension it is its own business, and not that of who manages it. */
    private static InstallationKey own(ApiRequest request) {
        var key = request.path("extensionKey");
        if (request.authentication().principal() instanceof Principal.Extension extension
                && extension.key().equals(key)) {
            return new InstallationKey(request.workspace(), key);
        }
        throw CommonError.ACCESS_DENIED.because(
                "Only the service of an extension can do this, by the token of its installation.");
    }

    private static JsonObject json(Batch batch, Done done) {
        var state = new JsonArray();
        IntStream.range(0, done.versions().size())
                .forEach(index -> state.add(new JsonObject()
                        .put("key", batch.state().get(index).key())
                        .put("version", done.versions().get(index).orElse(null))));
        var events = new JsonArray();
        done.events().forEach(id -> events.add(new JsonObject().put("id", id.toString())));
        var jobs = new JsonArray();
        IntStream.range(0, done.ordered().size())
                .forEach(index -> jobs.add(new JsonObject()
                        .put("jobId", batch.jobs().get(index).jobId())
                        .put("key", batch.jobs().get(index).key())
                        .put("ordered", done.ordered().get(index))));
        return new JsonObject().put("state", state).put("events", events).put("jobs", jobs);
    }
}
