package dev.guildhall.tenancy.internal;

import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A workspace with its answer to a GET ready-made: it is read at every turn and seldom changes. */
public record PreparedWorkspace(Workspace workspace, ApiResponse answer) {

    public static PreparedWorkspace of(Workspace workspace) {
        Buffer enveloped = ApiResponse.envelope(json(workspace).toBuffer());
        return new PreparedWorkspace(workspace, ApiResponse.prepared(enveloped).withRevision(workspace.revision()));
    }

    static JsonObject json(Workspace workspace) {
        return new JsonObject()
                .put("id", workspace.id().toString())
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("plan", workspace.plan().name())
                .put("ownerId", workspace.owner().toString())
                .put(
                        "organizationId",
                        workspace.organization().map(OrganizationId::toString).orElse(null))
                .mergeIn(workspace.annotations().toJson())
                .put("createdAt", workspace.createdAt().toString())
                .put("updatedAt", workspace.updatedAt().toString());
    }
}
