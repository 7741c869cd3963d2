package dev.guildhall.scim.internal.connection;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import dev.guildhall.scim.internal.connection.Connections.Secured;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/** What administrators of an organization do with its connections, in the canonical API. */
public final class ConnectionsApi implements Api {

    private final Connections connections;
    private final String base;

    /** @param base where SCIM is served */
    public ConnectionsApi(Connections connections, String base) {
        this.connections = connections;
        this.base = base;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createScimConnection", BodyReader.of(NewConnection::of), this::create)
                .on("listScimConnections", this::list)
                .on("getScimConnection", this::get)
                .on("rotateScimConnection", BodyReader.of(NewConnection::lifeOf), this::rotate)
                .on("revokeScimConnection", this::revoke);
    }

    private Future<ApiResponse> create(ApiRequest request, NewConnection wanted) {
        return connections
                .create(request.authentication(), request.organization(), wanted)
                .map(made -> ApiResponse.created(
                                "/api/organizations/" + made.connection().organization() + "/scim/connections/"
                                        + made.connection().id(),
                                withToken(made))
                        .withRevision(made.connection().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return connections
                .list(request.organization(), PageRequest.of(ConnectionTable.LIST, request))
                .map(page -> page.answer(this::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return connections
                .get(request.organization(), request.pathId("connectionId"))
                .map(found -> ApiResponse.ok(json(found)).withRevision(found.revision()));
    }

    private Future<ApiResponse> rotate(ApiRequest request, Optional<Duration> life) {
        return connections
                .rotate(request.authentication(), request.organization(), request.pathId("connectionId"), life)
                .map(rotated -> ApiResponse.ok(withToken(rotated))
                        .withRevision(rotated.connection().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> revoke(ApiRequest request) {
        return connections
                .revoke(
                        request.authentication(),
                        request.organization(),
                        request.pathId("connectionId"),
                        request.ifMatch())
                .map(revoked -> ApiResponse.noContent());
    }

    private JsonObject withToken(Secured made) {
        return json(made.connection()).put("token", made.token().text());
    }

    private JsonObject json(Connection connection) {
        return connection.json().put("baseUrl", base);
    }
}
