package dev.guildhall.tenancy;

import dev.guildhall.core.http.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** A workspace with its answer to a GET ready-made: it is read at every turn and seldom changes. */
record WorkspaceView(Workspace workspace, Answer answer) {

    static WorkspaceView of(Workspace workspace) {
        Buffer enveloped = Answer.envelope(json(workspace).toBuffer());
        return new WorkspaceView(workspace, Answer.prepared(enveloped).withRevision(workspace.revision()));
    }

    static JsonObject json(Workspace workspace) {
        return new JsonObject()
                .put("id", workspace.id().toString())
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("plan", workspace.plan().name())
                .put("ownerId", workspace.owner().toString())
                .put("createdAt", workspace.createdAt().toString())
                .put("updatedAt", workspace.updatedAt().toString());
    }
}
