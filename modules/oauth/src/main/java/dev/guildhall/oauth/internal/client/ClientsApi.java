package dev.guildhall.oauth.internal.client;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.list.PageRequest;
import dev.guildhall.oauth.internal.client.Clients.Secured;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** What administrators do with applications in the canonical API: those of an organization, or of the platform. */
public final class ClientsApi implements Api {

    private static final String ID = "clientId";

    private final Clients clients;
    private final List<DeclaredScopes> declared;
    private final Clock clock;

    /** @param declared what tokens can be limited to beside the permissions of the platform */
    public ClientsApi(Clients clients, List<DeclaredScopes> declared, Clock clock) {
        this.clients = clients;
        this.declared = declared;
        this.clock = clock;
    }

    @Override
    public void bind(Operations operations) {
        bind(operations, "OauthClient", ApiRequest::organization);
        bind(operations, "PlatformOauthClient", request -> Tenant.PLATFORM);
    }

    private void bind(Operations operations, String kind, Function<ApiRequest, Tenant> tenant) {
        operations
                .on(
                        "create" + kind,
                        BodyReader.later(body -> ClientFields.registration(body, declared)),
                        (request, wanted) -> clients.create(request.authentication(), tenant.apply(request), wanted)
                                .map(made -> secured(ApiResponse.created(path(made.client()), json(made)), made)))
                .on(
                        "list" + kind + "s",
                        request -> clients.list(tenant.apply(request), PageRequest.of(ClientTable.LIST, request))
                                .map(page -> page.answer(client -> client.json(clock.instant()))))
                .on(
                        "get" + kind,
                        request -> clients.get(tenant.apply(request), request.pathId(ID))
                                .map(this::answer))
                .on(
                        "update" + kind,
                        BodyReader.later(body -> ClientFields.change(body, declared)),
                        (request, change) -> clients.update(
                                        request.authentication(),
                                        tenant.apply(request),
                                        request.pathId(ID),
                                        request.ifMatch(),
                                        change)
                                .map(this::answer))
                .on(
                        "rotate" + kind,
                        request -> clients.rotate(request.authentication(), tenant.apply(request), request.pathId(ID))
                                .map(rotated -> secured(ApiResponse.ok(json(rotated)), rotated)))
                .on("endFormerSecretsOf" + kind, request -> endFormerSecrets(request, tenant.apply(request)))
                .on("delete" + kind, request -> delete(request, tenant.apply(request)));
    }

    private Future<ApiResponse> endFormerSecrets(ApiRequest request, Tenant tenant) {
        return clients.endFormerSecrets(request.authentication(), tenant, request.pathId(ID))
                .map(ended -> ApiResponse.noContent());
    }

    private Future<ApiResponse> delete(ApiRequest request, Tenant tenant) {
        return clients.delete(request.authentication(), tenant, request.pathId(ID), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private static String path(OauthClient client) {
        var owner = client.organization().map(id -> "/api/organizations/" + id).orElse("/api/admin");
        return owner + "/oauth/clients/" + client.id();
    }

    private ApiResponse answer(OauthClient client) {
        return ApiResponse.ok(client.json(clock.instant())).withRevision(client.revision());
    }

    private static ApiResponse secured(ApiResponse answer, Secured made) {
        return answer.withRevision(made.client().revision()).withHeader("Cache-Control", "no-store");
    }

    private JsonObject json(Secured made) {
        var json = made.client().json(clock.instant());
        made.secret().ifPresent(secret -> json.put("clientSecret", secret.text()));
        return json;
    }
}
