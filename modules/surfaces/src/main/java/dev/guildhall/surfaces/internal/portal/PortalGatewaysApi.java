package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import dev.guildhall.surfaces.internal.portal.PortalGateways.Coded;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What platform administrators do with portals, in the canonical API. */
public final class PortalGatewaysApi implements Api {

    private final PortalGateways gateways;

    public PortalGatewaysApi(PortalGateways gateways) {
        this.gateways = gateways;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createPortal", BodyReader.of(PortalGatewayInput::of), this::create)
                .on("listPortals", this::list)
                .on("getPortal", this::get)
                .on("updatePortal", BodyReader.of(PortalGatewayInput::of), this::update)
                .on("deletePortal", this::delete)
                .on("rotatePortal", this::rotate);
    }

    private Future<ApiResponse> create(ApiRequest request, PortalGatewayInput input) {
        return gateways.create(request.authentication(), input)
                .map(made -> ApiResponse.created(
                                "/api/admin/portals/" + made.portal().id(), withCode(made))
                        .withRevision(made.portal().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return gateways.list(PageRequest.of(PortalGatewayTable.LIST, request))
                .map(page -> page.answer(PortalGateway::json));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return gateways.get(request.pathId("portalId")).map(PortalGatewaysApi::answer);
    }

    private Future<ApiResponse> update(ApiRequest request, PortalGatewayInput input) {
        return gateways.change(request.authentication(), request.pathId("portalId"), input, request.ifMatch())
                .map(PortalGatewaysApi::answer);
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return gateways.delete(request.authentication(), request.pathId("portalId"), request.ifMatch())
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> rotate(ApiRequest request) {
        return gateways.rotate(request.authentication(), request.pathId("portalId"))
                .map(rotated -> ApiResponse.ok(withCode(rotated))
                        .withRevision(rotated.portal().revision())
                        .withHeader("Cache-Control", "no-store"));
    }

    private static JsonObject withCode(Coded coded) {
        return coded.portal().json().put("accessCode", coded.code().text());
    }

    private static ApiResponse answer(PortalGateway gateway) {
        return ApiResponse.ok(gateway.json()).withRevision(gateway.revision());
    }
}
