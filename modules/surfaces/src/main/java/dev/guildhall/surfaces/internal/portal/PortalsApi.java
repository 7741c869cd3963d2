package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import dev.guildhall.surfaces.internal.portal.Portals.Coded;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What platform administrators do with portals, in the canonical API. */
public final class PortalsApi implements Api {

    private final Portals portals;

    public PortalsApi(Portals portals) {
        this.portals = portals;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createPortal", BodyReader.of(PortalInput::of), this::create)
                .on("listPortals", this::list)
                .on("getPortal", this::get)
                .on("updatePortal", BodyReader.of(PortalInput::of), this::update)
                .on("deletePortal", this::delete)
                .on("rotatePortal", this::rotate);
    }

    private Future<ApiResponse> create(ApiRequest request, PortalInput input) {
        return portals.create(request.actor(), input)
                .map(made -> ApiResponse.created(
                                "/api/admin/portals/" + made.portal().id(), withCode(made))
                        .withRevision(made.portal().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return portals.list(PageRequest.of(PortalTable.LIST, request)).map(page -> page.answer(Portal::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return portals.get(request.pathId("portalId")).map(PortalsApi::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, PortalInput input) {
        return portals.change(request.actor(), request.pathId("portalId"), input, request.ifMatch())
                .map(PortalsApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return portals.delete(request.actor(), request.pathId("portalId"), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> rotate(ApiRequest request) {
        return portals.rotate(request.actor(), request.pathId("portalId"))
                .map(rotated -> ApiResponse.ok(withCode(rotated))
                        .withRevision(rotated.portal().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private static JsonObject withCode(Coded coded) {
        return coded.portal().json().put("accessCode", coded.code().text());
    }

    private static ApiResponse answer(Portal portal) {
        return ApiResponse.ok(portal.json()).withRevision(portal.revision());
    }
}
