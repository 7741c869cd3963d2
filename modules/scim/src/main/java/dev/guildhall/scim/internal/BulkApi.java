package dev.guildhall.scim.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import java.util.List;

/** Many operations at once, each as it would be by itself. */
public final class BulkApi implements Api {

    static final int MOST_OPERATIONS = 200;
    static final int LARGEST_PAYLOAD = 1024 * 1024;

    private final List<Resources> resources;
    private final String base;

    /** @param base where SCIM is served */
    public BulkApi(Resources users, Resources groups, String base) {
        this.resources = List.of(users, groups);
        this.base = base;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("scimBulk", BodyReader.of(Bulk::of), this::run);
    }

    private Future<ApiResponse> run(ApiRequest request, Bulk bulk) {
        var sent = request.context().body();
        if (sent != null && sent.length() > LARGEST_PAYLOAD) {
            throw CommonError.REQUEST_TOO_LARGE.because(
                    "The operations at once have " + LARGEST_PAYLOAD + " bytes at most.");
        }
        return new BulkRun(bulk, Caller.of(request), resources, base)
                .run()
                .map(answer -> ScimAnswers.json(200, answer));
    }
}
