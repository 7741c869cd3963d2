package dev.guildhall.identity.internal.sso;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.identity.SingleSignOn;
import dev.guildhall.identity.SsoChange;
import dev.guildhall.identity.SsoConfiguration;
import dev.guildhall.identity.SsoReport;
import dev.guildhall.identity.SsoReport.LatestAnswer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.UnaryOperator;

/** The operations on the single sign-on of organizations. */
public final class SsoApi implements Api {

    private final SingleSignOn singleSignOn;
    private final SsoAddresses addresses;

    public SsoApi(SingleSignOn singleSignOn, SsoAddresses addresses) {
        this.singleSignOn = singleSignOn;
        this.addresses = addresses;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getSso", this::get)
                .on("putSso", BodyReader.later(body -> singleSignOn.read(body, UnaryOperator.identity())), this::put)
                .on("removeSso", this::remove)
                .on("testSso", this::test);
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return singleSignOn.get(request.organization()).map(this::answer);
    }

    private Future<ApiResponse> put(ApiRequest request, SsoChange change) {
        return singleSignOn
                .put(request.authentication(), request.organization(), change, request.ifMatch())
                .map(this::answer);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return singleSignOn
                .remove(request.authentication(), request.organization(), request.ifMatch())
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> test(ApiRequest request) {
        return singleSignOn.test(request.organization()).map(report -> ApiResponse.ok(json(report)));
    }

    private ApiResponse answer(SsoConfiguration sso) {
        return ApiResponse.ok(SsoFacts.json(sso).mergeIn(addresses.json(sso.organization())))
                .withRevision(sso.revision());
    }

    private static JsonObject json(SsoReport report) {
        var checks = new JsonArray();
        report.checks()
                .forEach(check -> checks.add(new JsonObject()
                        .put("aspect", check.aspect().name())
                        .put("passed", check.passed())
                        .put("message", check.message())));
        return new JsonObject()
                .put("passed", report.passed())
                .put("checks", checks)
                .put("latestAnswer", report.latest().map(SsoApi::json).orElse(null));
    }

    private static JsonObject json(LatestAnswer latest) {
        return latest.sent()
                .copy()
                .put("at", latest.at().toString())
                .put("accepted", latest.refusal().isEmpty())
                .put("refusal", latest.refusal().orElse(null));
    }
}
