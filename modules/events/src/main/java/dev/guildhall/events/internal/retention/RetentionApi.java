package dev.guildhall.events.internal.retention;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.internal.retention.WorkspaceRetention.Standing;
import io.vertx.core.Future;
import java.util.Optional;

/** The operations on how long the events of a workspace are kept. */
public final class RetentionApi implements Api {

    private final WorkspaceRetention retention;

    public RetentionApi(WorkspaceRetention retention) {
        this.retention = retention;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getEventRetention", this::get)
                .on(
                        "putEventRetention",
                        BodyReader.of(body -> Optional.ofNullable(body.getInteger("days"))),
                        this::put);
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return retention.of(request.workspace()).map(RetentionApi::answer);
    }

    private Future<ApiResponse> put(ApiRequest request, Optional<Integer> days) {
        var workspace = WorkspaceId.parse("workspaceId", request.path("workspaceId"));
        return retention.change(workspace, days, request.authentication()).map(RetentionApi::answer);
    }

    private static ApiResponse answer(Standing standing) {
        return ApiResponse.ok(standing.toJson());
    }
}
