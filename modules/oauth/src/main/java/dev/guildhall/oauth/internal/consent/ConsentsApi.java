package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What people do with their consents, and organizations with those of their members, in the canonical API. */
public final class ConsentsApi implements Api {

    private final Consents consents;

    public ConsentsApi(Consents consents) {
        this.consents = consents;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listOauthConsents", this::list)
                .on("withdrawOauthConsent", this::withdraw)
                .on("listOauthRules", this::rules)
                .on("putOauthRule", BodyReader.AS_IT_IS, this::rule);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return consents.list(request.authentication().user(), PageRequest.of(ConsentTable.LIST, request))
                .map(page -> page.answer(Consent.Listed::json));
    }

    private Future<ApiResponse> withdraw(ApiRequest request) {
        return consents.withdraw(request.authentication(), request.pathId("consentId"))
                .map(withdrawn -> ApiResponse.noContent());
    }

    private Future<ApiResponse> rules(ApiRequest request) {
        return consents.rules(request.organization(), PageRequest.of(RuleTable.LIST, request))
                .map(page -> page.answer(Rule.Listed::json));
    }

    private Future<ApiResponse> rule(ApiRequest request, JsonObject body) {
        return consents.rule(
                        request.authentication(),
                        request.organization(),
                        request.pathId("clientId"),
                        body.getBoolean("allowed"))
                .map(rule -> ApiResponse.ok(rule.json()));
    }
}
