package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.SsoDomain;
import dev.guildhall.identity.SsoDomains;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** The operations on the domains that organizations prove to be theirs. */
public final class SsoDomainsApi implements Api {

    private final SsoDomains domains;

    public SsoDomainsApi(SsoDomains domains) {
        this.domains = domains;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listSsoDomains", this::list)
                .on("addSsoDomain", BodyReader.of(SsoDomainsApi::domainOf), this::add)
                .on("getSsoDomain", this::get)
                .on("checkSsoDomain", this::check)
                .on("removeSsoDomain", this::remove);
    }

    private static String domainOf(JsonObject body) {
        return Optional.ofNullable(body.getString("domain"))
                .map(domain -> SsoDomains.read("domain", domain))
                .orElse("");
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return domains.list(request.organization())
                .map(all -> ApiResponse.ok(
                        new JsonArray(all.stream().map(SsoDomainsApi::json).toList())));
    }

    private Future<ApiResponse> add(ApiRequest request, String domain) {
        return domains.add(request.authentication(), request.organization(), domain)
                .map(added -> ApiResponse.created(
                        "/api/organizations/" + added.organization() + "/sso/domains/" + added.domain(), json(added)));
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return domains.get(request.organization(), request.path("domain")).map(SsoDomainsApi::answer);
    }

    private Future<ApiResponse> check(ApiRequest request) {
        return domains.check(request.authentication(), request.organization(), request.path("domain"))
                .map(SsoDomainsApi::answer);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return domains.remove(request.authentication(), request.organization(), request.path("domain"))
                .map(removed -> ApiResponse.noContent());
    }

    private static ApiResponse answer(SsoDomain domain) {
        return ApiResponse.ok(json(domain));
    }

    private static JsonObject json(SsoDomain domain) {
        var status = domain.status();
        return new JsonObject()
                .put("domain", domain.domain())
                .put("state", domain.state().name())
                .put("recordType", "TXT")
                .put("recordName", domain.recordName())
                .put("recordValue", domain.recordValue())
                .put("finding", status.finding().orElse(null))
                .put("createdAt", domain.createdAt().toString())
                .put("checkedAt", status.checkedAt().map(Instant::toString).orElse(null))
                .put("verifiedAt", status.verifiedAt().map(Instant::toString).orElse(null))
                .put("lapsedAt", status.lapsedAt().map(Instant::toString).orElse(null));
    }
}
