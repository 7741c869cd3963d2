package dev.guildhall.tenancy.internal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.security.LastUse;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.App;
import dev.guildhall.tenancy.AppKey;
import dev.guildhall.tenancy.Apps;
import dev.guildhall.tenancy.NewAppKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What platform administrators do with apps and their keys. */
public final class AppsApi implements Api {

    private final Apps apps;

    public AppsApi(Apps apps) {
        this.apps = apps;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createApp", BodyReader.of(App::nameOf), this::create)
                .on("listApps", this::list)
                .on("getApp", this::get)
                .on("updateApp", BodyReader.of(App::nameOf), this::rename)
                .on("deleteApp", this::delete)
                .on("createAppKey", BodyReader.of(NewAppKey::of), this::createKey)
                .on("listAppKeys", this::keys)
                .on("revokeAppKey", this::revokeKey);
    }

    private Future<ApiResponse> create(ApiRequest request, String name) {
        return apps.create(request.authentication(), name)
                .map(app ->
                        ApiResponse.created("/api/apps/" + app.id(), json(app)).withRevision(app.revision()));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return apps.list(request.authentication(), PageRequest.of(Apps.LIST, request))
                .map(page -> page.answer(AppsApi::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return apps.get(app(request)).map(AppsApi::answer);
    }

    private Future<ApiResponse> rename(ApiRequest request, String name) {
        return apps.rename(request.authentication(), app(request), name, request.ifMatch())
                .map(AppsApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return apps.delete(request.authentication(), app(request), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> createKey(ApiRequest request, NewAppKey wanted) {
        var app = app(request);
        return apps.createKey(request.authentication(), app, wanted)
                .map(made -> ApiResponse.created(
                                "/api/apps/" + app + "/keys/" + made.key().id(),
                                json(made.key()).put("key", made.secret().text()))
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> keys(ApiRequest request) {
        return apps.keys(app(request), PageRequest.of(AppKeyTable.LIST, request))
                .map(page -> page.answer(AppsApi::json));
    }

    private Future<ApiResponse> revokeKey(ApiRequest request) {
        return apps.revokeKey(request.authentication(), app(request), request.pathId("keyId"))
                .map(revoked -> ApiResponse.noContent());
    }

    private static AppId app(ApiRequest request) {
        return new AppId(request.pathId("appId"));
    }

    private static ApiResponse answer(App app) {
        return ApiResponse.ok(json(app)).withRevision(app.revision());
    }

    private static JsonObject json(App app) {
        return new JsonObject()
                .put("id", app.id().toString())
                .put("name", app.name())
                .put("createdAt", app.createdAt().toString())
                .put("updatedAt", app.updatedAt().toString());
    }

    private static JsonObject json(AppKey key) {
        return new JsonObject()
                .put("id", key.id().toString())
                .put("name", key.name())
                .put("hint", key.hint())
                .put("createdAt", key.createdAt().toString())
                .put("expiresAt", key.expiresAt().map(Instant::toString).orElse(null))
                .put("lastUsedAt", key.lastUse().map(use -> use.at().toString()).orElse(null))
                .put("lastUsedFrom", key.lastUse().map(LastUse::from).orElse(null));
    }
}
