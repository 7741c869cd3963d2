package dev.guildhall.tenancy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations on workspaces. */
final class WorkspaceApi implements Api {

    private final Workspaces workspaces;
    private final Authorizer authorizer;

    WorkspaceApi(Workspaces workspaces, Authorizer authorizer) {
        this.workspaces = workspaces;
        this.authorizer = authorizer;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createWorkspace", BodyReader.of(NewWorkspace::of), this::create)
                .on("createOwnWorkspace", BodyReader.of(NewWorkspace::of), this::createOwn)
                .on("listWorkspaces", this::list)
                .on("getWorkspace", this::get)
                .on("updateWorkspace", BodyReader.of(WorkspaceChange::name), this::update)
                .on("deleteWorkspace", this::delete)
                .on("getSettings", this::settings)
                .on("putSettings", BodyReader.of(WorkspaceChange::settings), this::putSettings)
                .on("getPreferences", this::preferences)
                .on("patchPreferences", BodyReader.of(WorkspaceChange::preferences), this::patchPreferences);
    }

    private Future<Answer> create(Call call, NewWorkspace wanted) {
        return workspaces.create(call.actor(), wanted).map(WorkspaceApi::answer);
    }

    private Future<Answer> list(Call call) {
        var page = PageRequest.of(WorkspaceTable.LIST, call);
        return workspaces
                .list(authorizer.workspacesOf(call.actor()), page)
                .map(found -> found.answer(WorkspaceView::json));
    }

    private Future<Answer> createOwn(Call call, NewWorkspace wanted) {
        return workspaces
                .createOwn(call.actor(), wanted)
                .map(workspace -> Answer.created("/api/workspaces/" + workspace.id(), WorkspaceView.json(workspace))
                        .withRevision(workspace.revision()));
    }

    private Future<Answer> get(Call call) {
        return workspaces
                .view(call.workspace())
                .map(found -> found.orElseThrow(WorkspaceApi::deleted).answer());
    }

    private Future<Answer> update(Call call, UnaryOperator<Workspace> change) {
        return workspaces
                .change(call.actor(), call.workspace(), change, call.ifMatch())
                .map(WorkspaceApi::answer);
    }

    private Future<Answer> settings(Call call) {
        return read(call, WorkspaceFacts::settings);
    }

    private Future<Answer> putSettings(Call call, UnaryOperator<Workspace> change) {
        return change(call, change, WorkspaceFacts::settings);
    }

    private Future<Answer> preferences(Call call) {
        return read(call, WorkspaceFacts::preferences);
    }

    private Future<Answer> patchPreferences(Call call, UnaryOperator<Workspace> change) {
        return change(call, change, WorkspaceFacts::preferences);
    }

    private Future<Answer> read(Call call, Function<Workspace, JsonObject> facts) {
        return workspaces.find(call.workspace()).map(found -> answer(found.orElseThrow(WorkspaceApi::deleted), facts));
    }

    private Future<Answer> change(Call call, UnaryOperator<Workspace> change, Function<Workspace, JsonObject> facts) {
        return workspaces
                .change(call.actor(), call.workspace(), change, call.ifMatch())
                .map(workspace -> answer(workspace, facts));
    }

    private static Answer answer(Workspace workspace, Function<Workspace, JsonObject> facts) {
        return Answer.ok(facts.apply(workspace)).withRevision(workspace.revision());
    }

    private static Problem deleted() {
        return CommonError.WORKSPACE_NOT_FOUND.because("The workspace was deleted a moment ago.");
    }

    private Future<Answer> delete(Call call) {
        return workspaces.delete(call.actor(), call.workspace(), call.ifMatch()).map(deleted -> Answer.noContent());
    }

    private static Answer answer(Workspace workspace) {
        return WorkspaceView.of(workspace).answer();
    }
}
