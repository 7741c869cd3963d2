package dev.guildhall.tenancy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Authorizer;
import io.vertx.core.Future;

/** The operations on workspaces. */
final class WorkspaceApi implements Api {

    private final Workspaces workspaces;
    private final Authorizer authorizer;

    WorkspaceApi(Workspaces workspaces, Authorizer authorizer) {
        this.workspaces = workspaces;
        this.authorizer = authorizer;
    }

    @Override
    public String contract() {
        return "openapi/tenancy.yaml";
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createWorkspace", this::create)
                .on("listWorkspaces", this::list)
                .on("getWorkspace", this::get)
                .on("updateWorkspace", this::update)
                .on("deleteWorkspace", this::delete);
    }

    private Future<Answer> create(Call call) {
        return workspaces.create(call.actor(), NewWorkspace.of(call.body())).map(WorkspaceApi::answer);
    }

    private Future<Answer> list(Call call) {
        var page = call.page(WorkspaceTable.LIST);
        return authorizer
                .workspacesOf(call.actor())
                .compose(accessible -> workspaces.list(accessible, page))
                .map(found -> Answer.page(found, WorkspaceView::json));
    }

    private Future<Answer> get(Call call) {
        return workspaces
                .view(call.workspace())
                .compose(found -> found.map(view -> Future.succeededFuture(view.answer()))
                        .orElseGet(() -> CommonError.WORKSPACE_NOT_FOUND
                                .because("The workspace was deleted a moment ago.")
                                .asFuture()));
    }

    private Future<Answer> update(Call call) {
        var name = call.body().getString("name").strip();
        if (name.isEmpty()) {
            throw CommonError.REQUEST_INVALID.onField("name", "name must not be blank");
        }
        return workspaces
                .rename(call.actor(), call.workspace(), name, call.ifMatch())
                .map(WorkspaceApi::answer);
    }

    private Future<Answer> delete(Call call) {
        return workspaces.delete(call.actor(), call.workspace(), call.ifMatch()).map(deleted -> Answer.noContent());
    }

    private static Answer answer(Workspace workspace) {
        return WorkspaceView.of(workspace).answer();
    }
}
