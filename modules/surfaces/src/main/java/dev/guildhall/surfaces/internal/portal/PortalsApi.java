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

    private Future<ApiResponse> create(ApiRequest call, PortalInput input) {
        return portals.create(call.actor(), input)
                .map(made -> ApiResponse.created(
                                "/api/admin/portals/" + made.portal().id(), withCode(made))
                        .withRevision(made.portal().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> list(ApiRequest call) {
        return portals.list(PageRequest.of(PortalTable.LIST, call)).map(page -> page.answer(Portal::json));
    }

    private Future<ApiResponse> get(ApiRequest call) {
        return portals.get(call.pathId("portalId")).map(PortalsApi::answer);
    }

    private Future<ApiResponse> update(ApiRequest call, PortalInput input) {
        return portals.change(call.actor(), call.pathId("portalId"), input, call.ifMatch())
                .map(PortalsApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest call) {
        return portals.delete(call.actor(), call.pathId("portalId"), call.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> rotate(ApiRequest call) {
        return portals.rotate(call.actor(), call.pathId("portalId"))
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
