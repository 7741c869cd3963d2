package dev.guildhall.identity.internal;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.SignIn.SignedIn;
import dev.guildhall.identity.internal.factor.Attestation;
import dev.guildhall.identity.internal.factor.Ceremonies;
import dev.guildhall.identity.internal.factor.GivenPasskey;
import dev.guildhall.identity.internal.factor.Passkey;
import dev.guildhall.identity.internal.factor.SecondFactors.AddedPasskey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** The operations on passkeys: to have them, and to sign in and prove oneself by them. */
final class PasskeyOperations {

    private static final String UNNAMED = "Passkey";

    private final OwnPasskeys own;
    private final PasskeySignIn passkeySignIn;
    private final SignIn signIn;
    private final StepUp stepUp;
    private final BrowserCookie cookie;
    private final DeviceCookie device;
    private final Answer answer;

    PasskeyOperations(
            OwnPasskeys own,
            PasskeySignIn passkeySignIn,
            SignIn signIn,
            StepUp stepUp,
            BrowserCookie cookie,
            DeviceCookie device,
            Answer answer) {
        this.own = own;
        this.passkeySignIn = passkeySignIn;
        this.signIn = signIn;
        this.stepUp = stepUp;
        this.cookie = cookie;
        this.device = device;
        this.answer = answer;
    }

    /** What who has signed in is answered. */
    interface Answer {

        ApiResponse to(SignedIn signedIn, ApiRequest request, Client client);
    }

    void bind(Operations operations) {
        operations
                .on("beginPasskey", this::beginNew)
                .on("addPasskey", BodyReader.of(Addition::of), this::add)
                .on("renamePasskey", BodyReader.of(PasskeyOperations::nameIn), this::rename)
                .on("removePasskey", this::remove)
                .on("beginPasskeyLogin", this::beginLogin)
                .on("loginByPasskey", BodyReader.of(Login::of), this::login)
                .on("beginPasskeySecondFactor", BodyReader.AS_IT_IS, this::beginSecondFactor)
                .on("beginPasskeyStepUp", this::beginStepUp);
    }

    private Future<ApiResponse> beginNew(ApiRequest request) {
        return own.ask(request.authentication()).map(PasskeyOperations::secret);
    }

    private record Addition(String state, Attestation attestation, String name) {

        static Addition of(JsonObject body) {
            return new Addition(
                    body.getString("state"),
                    Attestation.of(body.getJsonObject("credential", new JsonObject())),
                    nameIn(body));
        }
    }

    private static String nameIn(JsonObject body) {
        var name = body.getString("name", UNNAMED).strip();
        return name.isEmpty() ? UNNAMED : name;
    }

    private Future<ApiResponse> add(ApiRequest request, Addition given) {
        return own.add(request.authentication(), given.state(), given.attestation(), given.name(), Client.of(request))
                .map(PasskeyOperations::added);
    }

    private static ApiResponse added(AddedPasskey added) {
        var codes = added.recoveryCodes();
        return ApiResponse.created(
                        "/api/auth/factors/passkeys/" + added.passkey().id(),
                        added.passkey().toJson().put("recoveryCodes", codes == null ? null : new JsonArray(codes)))
                .withHeader("Cache-Control", "no-store");
    }

    private Future<ApiResponse> rename(ApiRequest request, String name) {
        return own.rename(request.authentication(), request.pathId("passkeyId"), name)
                .map(Passkey::toJson)
                .map(ApiResponse::ok);
    }

    private Future<ApiResponse> remove(ApiRequest request) {
        return own.remove(request.authentication(), request.pathId("passkeyId"))
                .map(removed -> ApiResponse.noContent());
    }

    private Future<ApiResponse> beginLogin(ApiRequest request) {
        var begun = passkeySignIn.begin();
        return Future.succeededFuture(secret(begun.options())
                .withHeader(
                        "Set-Cookie",
                        cookie.open(begun.browser(), Ceremonies.PATIENCE, BrowserCookie.SameSite.STRICT, request)));
    }

    private record Login(GivenPasskey passkey, Optional<OrganizationId> organization) {

        static Login of(JsonObject body) {
            return new Login(GivenPasskey.of(body), AuthOperations.organizationOf(body));
        }
    }

    private Future<ApiResponse> login(ApiRequest request, Login given) {
        var client = device.clientOf(request);
        return passkeySignIn
                .signIn(given.passkey(), cookie.read(request), given.organization(), client)
                .map(signedIn -> answer.to(signedIn, request, client));
    }

    private Future<ApiResponse> beginSecondFactor(ApiRequest request, JsonObject body) {
        return signIn.askForPasskey(body.getString("challenge"), Client.of(request))
                .map(PasskeyOperations::secret);
    }

    private Future<ApiResponse> beginStepUp(ApiRequest request) {
        return stepUp.askForPasskey(request.authentication()).map(PasskeyOperations::secret);
    }

    private static ApiResponse secret(JsonObject data) {
        return ApiResponse.ok(data).withHeader("Cache-Control", "no-store");
    }
}
