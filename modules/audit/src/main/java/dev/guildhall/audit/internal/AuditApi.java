package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditRecord;
import dev.guildhall.audit.AuditTrail;
import dev.guildhall.audit.AuditTrail.Verification;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;

/** The operations of auditors. */
public final class AuditApi implements Api {

    private final AuditTrail trail;

    public AuditApi(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listAudit", request -> list(request, request.workspace()))
                .on("verifyAudit", request -> verify(request.workspace()))
                .on("listOrganizationAudit", request -> list(request, request.organization()))
                .on("verifyOrganizationAudit", request -> verify(request.organization()))
                .on("listPlatformAudit", request -> list(request, Tenant.PLATFORM))
                .on("verifyPlatformAudit", request -> verify(Tenant.PLATFORM));
    }

    private Future<ApiResponse> list(ApiRequest request, Tenant tenant) {
        var format = Format.of(request);
        return format == Format.JSON
                ? trail.page(tenant, PageRequest.of(AuditTrail.FIELDS, request))
                        .map(page -> page.answer(AuditRecord::toJson))
                : new Export(trail, tenant, request, format).begin();
    }

    private Future<ApiResponse> verify(Tenant tenant) {
        return trail.verify(tenant).map(found -> ApiResponse.ok(json(found)));
    }

    private static JsonObject json(Verification found) {
        var json = new JsonObject()
                .put("valid", found.firstInvalid().isEmpty())
                .put("entries", found.entries())
                .put("head", HexFormat.of().formatHex(found.head()));
        found.firstInvalid().ifPresent(sequence -> json.put("firstInvalid", sequence));
        return json;
    }
}
