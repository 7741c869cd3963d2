package dev.guildhall.agents.internal;

import dev.guildhall.agents.AgentPermissions;
import dev.guildhall.agents.AgentRun;
import dev.guildhall.agents.AgentRuns;
import dev.guildhall.agents.AgentSession;
import dev.guildhall.agents.AgentSessions;
import dev.guildhall.agents.NewMessage;
import dev.guildhall.agents.NewSession;
import dev.guildhall.agents.SessionMessage;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Ids;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The operations on sessions, on what is said in them and on the runs that answer. */
public final class SessionsApi implements Api {

    private final AgentSessions sessions;
    private final AgentRuns runs;
    private final SessionStreams streams;

    public SessionsApi(AgentSessions sessions, AgentRuns runs, SessionStreams streams) {
        this.sessions = sessions;
        this.runs = runs;
        this.streams = streams;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listSessions", this::list)
                .on("openSession", BodyReader.of(NewSession::of), this::open)
                .on("getSession", this::get)
                .on("deleteSession", this::delete)
                .on("listMessages", this::messages)
                .on("postMessage", BodyReader.of(Said::of), this::post)
                .on("streamSession", this::stream)
                .on("cancelRuns", BodyReader.of(SessionsApi::runId), this::cancel)
                .on("listRuns", this::runs)
                .on("getRun", this::run)
                .on("repeatRun", this::repeat);
    }

    /** A message, and the session that its sender means by it. */
    private record Said(NewMessage message, Optional<NewSession> where) {

        static Said of(JsonObject body) {
            var where = body.getValue("surface") == null && body.getValue("surfaceId") == null
                    ? Optional.<NewSession>empty()
                    : Optional.of(NewSession.of(body));
            return new Said(NewMessage.of(body), where);
        }
    }

    private static Optional<UUID> runId(JsonObject body) {
        return Optional.ofNullable(body.getString("runId")).map(id -> Ids.parse("runId", id));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return sessions.list(request.authentication(), request.workspace(), PageRequest.of(AgentSessions.LIST, request))
                .map(found -> found.answer(AgentSession::toJson));
    }

    private Future<ApiResponse> open(ApiRequest request, NewSession wanted) {
        return sessions.open(request.authentication(), request.workspace(), wanted)
                .map(opened -> opened.isNew()
                        ? ApiResponse.created(
                                "/api/workspaces/" + request.workspace() + "/sessions/"
                                        + opened.session().id(),
                                opened.session().toJson())
                        : ApiResponse.ok(opened.session().toJson()));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return sessions.get(request.authentication(), request.workspace(), session(request))
                .map(found -> ApiResponse.ok(found.toJson()));
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return sessions.delete(request.authentication(), request.access(), session(request))
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> messages(ApiRequest request) {
        return sessions.messages(
                        request.authentication(),
                        request.workspace(),
                        session(request),
                        PageRequest.of(AgentSessions.MESSAGES, request))
                .map(found -> found.answer(SessionMessage::toJson));
    }

    private Future<ApiResponse> post(ApiRequest request, Said said) {
        request.access().require(AgentPermissions.SESSIONS_WRITE);
        return sessions.requireMeant(request.authentication(), request.workspace(), session(request), said.where())
                .compose(meant -> runs.post(
                        request.authentication(),
                        request.workspace(),
                        session(request),
                        said.message(),
                        request.requestId()))
                .map(posted -> posted.isNew()
                        ? new ApiResponse(
                                201,
                                Map.of(),
                                ApiResponse.envelope(posted.message().toJson().toBuffer()))
                        : ApiResponse.ok(posted.message().toJson()));
    }

    private Future<ApiResponse> stream(ApiRequest request) {
        return streams.open(request, session(request));
    }

    private Future<ApiResponse> cancel(ApiRequest request, Optional<UUID> run) {
        return runs.cancel(request.authentication(), request.workspace(), session(request), run)
                .map(count -> ApiResponse.ok(new JsonObject().put("cancelled", count)));
    }

    private Future<ApiResponse> runs(ApiRequest request) {
        return runs.list(
                        request.authentication(),
                        request.workspace(),
                        session(request),
                        PageRequest.of(AgentRuns.LIST, request))
                .map(found -> found.answer(AgentRun::toJson));
    }

    private Future<ApiResponse> run(ApiRequest request) {
        return runs.get(request.authentication(), request.workspace(), session(request), request.pathId("runId"))
                .map(found -> {
                    var calls = new JsonArray();
                    found.toolRuns().forEach(call -> calls.add(call.toJson()));
                    return ApiResponse.ok(found.run().toJson().put("toolRuns", calls));
                });
    }

    private Future<ApiResponse> repeat(ApiRequest request) {
        return runs.repeat(
                        request.authentication(),
                        request.workspace(),
                        session(request),
                        request.pathId("runId"),
                        request.requestId())
                .map(run -> ApiResponse.created(
                        "/api/workspaces/" + request.workspace() + "/sessions/" + run.session() + "/runs/" + run.id(),
                        run.toJson()));
    }

    private static UUID session(ApiRequest request) {
        return request.pathId("sessionId");
    }
}
