package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.OwnFactors.Seen;
import dev.guildhall.identity.internal.StepUp.Proven;
import dev.guildhall.identity.internal.factor.Passkey;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The operations on second factors, on who has to have them, and by which somebody proves again who they are. */
final class FactorOperations {

    private final OwnFactors factors;
    private final StepUp stepUp;
    private final SignInPolicies policies;
    private final String issuer;

    /** @param publicUrl whose host authenticator apps show */
    FactorOperations(OwnFactors factors, StepUp stepUp, SignInPolicies policies, URI publicUrl) {
        this.factors = factors;
        this.stepUp = stepUp;
        this.policies = policies;
        this.issuer = publicUrl.getHost();
    }

    void bind(Operations operations) {
        operations
                .on("getOwnFactors", this::find)
                .on("enrolTotp", this::begin)
                .on("confirmTotp", BodyReader.AS_IT_IS, this::confirm)
                .on("removeTotp", this::remove)
                .on("renewRecoveryCodes", this::renewRecoveryCodes)
                .on("stepUp", BodyReader.of(GivenProof::of), this::stepUp)
                .on("resetFactors", this::reset)
                .on("getSignInPolicy", request -> policy(request.organization()))
                .on(
                        "putSignInPolicy",
                        BodyReader.AS_IT_IS,
                        (request, body) -> changePolicy(request, request.organization(), body))
                .on("getPlatformSignInPolicy", request -> policy(Tenant.PLATFORM))
                .on(
                        "putPlatformSignInPolicy",
                        BodyReader.AS_IT_IS,
                        (request, body) -> changePolicy(request, Tenant.PLATFORM, body));
    }

    private Future<ApiResponse> find(ApiRequest request) {
        return factors.find(request.authentication().user()).map(seen -> ApiResponse.ok(json(seen)));
    }

    private static JsonObject json(Seen seen) {
        var since = seen.overview().totpSince();
        return new JsonObject()
                .put(
                        "totp",
                        since.map(at -> new JsonObject().put("enrolledAt", at.toString()))
                                .orElse(null))
                .put(
                        "passkeys",
                        new JsonArray(seen.overview().passkeys().stream()
                                .map(Passkey::toJson)
                                .toList()))
                .put("recoveryCodesLeft", seen.overview().recoveryCodesLeft())
                .put("required", seen.needed());
    }

    private Future<ApiResponse> begin(ApiRequest request) {
        var by = request.authentication();
        return factors.beginTotp(by)
                .map(secret -> secret(new JsonObject().put("secret", secret).put("uri", otpauth(secret, by.email()))));
    }

    /** As authenticator apps read it from a QR code. */
    private String otpauth(String secret, String account) {
        return "otpauth://totp/" + encoded(issuer) + ":" + encoded(account) + "?secret=" + secret + "&issuer="
                + encoded(issuer) + "&algorithm=SHA1&digits=6&period=30";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Future<ApiResponse> confirm(ApiRequest request, JsonObject body) {
        return factors.confirmTotp(request.authentication(), body.getString("code"))
                .map(FactorOperations::recoveryCodes);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return factors.removeTotp(request.authentication()).map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> renewRecoveryCodes(ApiRequest request) {
        return factors.renewRecoveryCodes(request.authentication()).map(FactorOperations::recoveryCodes);
    }

    private static ApiResponse recoveryCodes(List<String> codes) {
        return secret(new JsonObject().put("recoveryCodes", new JsonArray(codes)));
    }

    private Future<ApiResponse> stepUp(ApiRequest request, GivenProof given) {
        var by = request.authentication();
        return given.asPassword()
                .map(password -> stepUp.byPassword(by, password, Client.of(request)))
                .or(() -> given.asPasskey().map(passkey -> stepUp.byPasskey(by, passkey, Client.of(request))))
                .orElseGet(() -> stepUp.byCode(by, given.code()))
                .map(proven -> secret(json(proven)));
    }

    private static JsonObject json(Proven proven) {
        var proof = proven.session().proof().orElseThrow();
        return new JsonObject()
                .put("accessToken", proven.token().token())
                .put("tokenType", "Bearer")
                .put("expiresIn", proven.token().expiresInSeconds())
                .put("authenticatedAt", proof.at().toString())
                .put("amr", new JsonArray(SignInMethod.references(proof.methods())))
                .put("acr", proof.level());
    }

    private Future<ApiResponse> reset(ApiRequest request) {
        return factors.reset(request.authentication(), request.pathUser("userId"))
                .map(reset -> ApiResponse.noContent());
    }

    private Future<ApiResponse> policy(Tenant tenant) {
        return policies.find(tenant).map(FactorOperations::answer);
    }

    private Future<ApiResponse> changePolicy(ApiRequest request, Tenant tenant, JsonObject body) {
        return policies.change(
                        request.authentication(), tenant, body.getBoolean("secondFactorRequired"), request.ifMatch())
                .map(FactorOperations::answer);
    }

    private static ApiResponse answer(SignInPolicy policy) {
        return ApiResponse.ok(policy.toJson()).withRevision(policy.revision());
    }

    private static ApiResponse secret(JsonObject data) {
        return ApiResponse.ok(data).withHeader("Cache-Control", "no-store");
    }
}
