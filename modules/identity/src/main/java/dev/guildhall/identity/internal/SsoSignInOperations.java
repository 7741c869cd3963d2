package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.sso.ProviderSignIn;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Answer;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Begun;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Posted;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Provided;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Start;
import dev.guildhall.identity.internal.sso.SsoAttempts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The operations by which people sign in at the provider of their organization. */
final class SsoSignInOperations {

    private final ProviderSignIn providers;
    private final SsoAdmission admission;
    private final Sessions sessions;
    private final SessionCookie sessionCookie;
    private final DeviceCookie deviceCookie;
    private final BrowserCookie browserCookie;
    private final SignInMeters meters;

    SsoSignInOperations(
            ProviderSignIn providers,
            SsoAdmission admission,
            Sessions sessions,
            SessionCookie sessionCookie,
            DeviceCookie deviceCookie,
            BrowserCookie browserCookie,
            SignInMeters meters) {
        this.providers = providers;
        this.admission = admission;
        this.sessions = sessions;
        this.sessionCookie = sessionCookie;
        this.deviceCookie = deviceCookie;
        this.browserCookie = browserCookie;
        this.meters = meters;
    }

    void bind(Operations operations) {
        operations
                .on("startSso", this::start)
                .on("finishSso", this::finish)
                .on("finishSamlSso", BodyReader.AS_IT_IS, this::finishSaml)
                .on("getSamlMetadata", this::metadata)
                .on("endSsoSessions", BodyReader.AS_IT_IS, this::signedOutThere);
    }

    private Future<ApiResponse> start(ApiRequest request) {
        requireOwnPage(request);
        var start = Start.of(request.query("email"), request.query("organizationId"), request.query("redirect"));
        return providers.begin(start, Client.of(request)).map(begun -> {
            var provider = begun.provider().toString();
            var cookie = bound(begun, request);
            return isReadByPage(request) ? told(provider, cookie) : redirect(provider, cookie);
        });
    }

    // A script cannot read where a redirect leads, and would begin twice to find out whether it leads anywhere.
    private static boolean isReadByPage(ApiRequest request) {
        return request.header("Accept").filter("application/json"::equals).isPresent();
    }

    private static ApiResponse told(String provider, String cookie) {
        return ApiResponse.ok(new JsonObject().put("location", provider))
                .withHeader("Set-Cookie", cookie)
                .withHeader("Cache-Control", "no-store");
    }

    // A browser that comes back from the provider is on a link to here, with which it sends a cookie that is lax; with
    // a form that the provider's page posts it sends none but those that are for all sites.
    private String bound(Begun begun, ApiRequest request) {
        var sameSite = begun.isAnsweredByForm() ? BrowserCookie.SameSite.NONE : BrowserCookie.SameSite.LAX;
        return browserCookie.open(begun.browser(), SsoAttempts.PATIENCE, sameSite, request);
    }

    // Or any site could sign its visitors in here, by a provider of its own, as whom it likes.
    private static void requireOwnPage(ApiRequest request) {
        if (request.header("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()) {
            throw CommonError.AUTH_CROSS_SITE.because(
                    "A page of another site may not begin a sign-in; open this address yourself.");
        }
    }

    private Future<ApiResponse> finish(ApiRequest request) {
        var client = deviceCookie.clientOf(request);
        var answer = new Answer(
                request.query("state").orElse(""),
                browserCookie.read(request),
                request.query("code"),
                request.query("error"),
                request.query("iss"));
        return admitted(providers.finish(connection(request), answer, client), request, client);
    }

    private Future<ApiResponse> finishSaml(ApiRequest request, JsonObject body) {
        var client = deviceCookie.clientOf(request);
        var organization = connection(request);
        var posted = new Posted(
                body.getString("RelayState", ""), browserCookie.read(request), body.getString("SAMLResponse"));
        return admitted(providers.finish(organization, posted, client), request, client);
    }

    private Future<ApiResponse> metadata(ApiRequest request) {
        return providers
                .metadata(connection(request))
                .map(xml -> new ApiResponse(
                        200,
                        Map.of("Content-Type", "application/samlmetadata+xml", "Cache-Control", "max-age=3600"),
                        Buffer.buffer(xml)));
    }

    private Future<ApiResponse> admitted(Future<Provided> finished, ApiRequest request, Client client) {
        return finished.compose(provided -> admission.admit(provided, client).map(session -> {
                    deviceCookie.write(client, request);
                    return redirect(
                            provided.returnTo(),
                            sessionCookie.open(session.cookie().orElseThrow(), request));
                }))
                .onComplete(done -> meters.count(done.cause()));
    }

    private Future<ApiResponse> signedOutThere(ApiRequest request, JsonObject body) {
        var organization = connection(request);
        return providers
                .readLogout(organization, body.getString("logout_token"))
                .compose(logout ->
                        sessions.endAtProvider(organization, logout, Authentication.anonymous(request.origin())))
                .map(ended ->
                        ApiResponse.ok(new JsonObject().put("ended", true)).withHeader("Cache-Control", "no-store"));
    }

    private static OrganizationId connection(ApiRequest request) {
        return new OrganizationId(request.pathId("connectionId"));
    }

    private static ApiResponse redirect(String to, String cookie) {
        return new ApiResponse(303, Map.of("Location", to, "Set-Cookie", cookie, "Cache-Control", "no-store"), null);
    }
}
