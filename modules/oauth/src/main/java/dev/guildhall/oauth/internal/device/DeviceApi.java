package dev.guildhall.oauth.internal.device;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.Decision;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.consent.Place;
import dev.guildhall.oauth.internal.consent.PlaceName;
import dev.guildhall.oauth.internal.device.Devices.Question;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Where people say what becomes of a device: on the pages here, or by another front. */
public final class DeviceApi {

    private final Devices devices;
    private final Organizations organizations;
    private final DevicePages pages = new DevicePages();

    public DeviceApi(Devices devices, Organizations organizations) {
        this.devices = devices;
        this.organizations = organizations;
    }

    /** The pages. */
    public Api endpoint() {
        return operations -> operations
                .on("showDevice", this::show)
                .on("decideDevice", BodyReader.of(body -> Typed.of(body, "user_code")), this::decide);
    }

    /** The same for a front of its own, in the canonical API. */
    public Api canonical() {
        return operations ->
                operations.on("authorizeDevice", BodyReader.of(body -> Typed.of(body, "userCode")), this::answer);
    }

    /**
     * What somebody typed and says.
     *
     * @param decision empty as long as nothing was decided
     */
    private record Typed(String code, Optional<Decision> decision) {

        static Typed of(JsonObject body, String code) {
            return new Typed(body.getString(code, ""), Decision.of(body));
        }
    }

    private Future<ApiResponse> show(ApiRequest request) {
        var person = request.optionalAuthentication().filter(DeviceApi::isThere);
        if (person.isEmpty()) {
            return Future.succeededFuture(pages.signIn());
        }
        return request.query("user_code")
                .map(typed -> devices.ask(person.get(), typed)
                        .compose(question -> PlaceName.of(organizations, question.place())
                                .map(where -> pages.consent(question, person.get(), where)))
                        .recover(this::again))
                .orElseGet(() -> Future.succeededFuture(pages.code(200, "")));
    }

    /** Whether it is a person at a browser, who owes nothing before they may decide something. */
    private static boolean isThere(Authentication by) {
        return by.credential().kind().isSession()
                && !by.credential().assurance().owesSecondFactor();
    }

    private Future<ApiResponse> again(Throwable failure) {
        return failure instanceof Problem problem && isOfTheirs(problem)
                ? Future.succeededFuture(pages.code(problem.code().kind().status(), problem.getMessage()))
                : Future.failedFuture(failure);
    }

    private static boolean isOfTheirs(Problem problem) {
        return problem.is(OauthError.DEVICE_NOT_FOUND)
                || problem.is(OauthError.ACCESS_DENIED)
                || problem.is(CommonError.RATE_LIMITED);
    }

    private Future<ApiResponse> decide(ApiRequest request, Typed typed) {
        requirePerson(request);
        var allowed = typed.decision().equals(Optional.of(Decision.ALLOW));
        return devices.decide(request.authentication(), typed.code(), allowed)
                .map(decided -> pages.done(allowed))
                .recover(this::again);
    }

    private Future<ApiResponse> answer(ApiRequest request, Typed typed) {
        requirePerson(request);
        var by = request.authentication();
        return devices.ask(by, typed.code())
                .compose(question -> typed.decision()
                        .map(decision -> devices.decide(by, typed.code(), decision == Decision.ALLOW))
                        .orElse(Future.succeededFuture())
                        .map(done -> ApiResponse.ok(
                                        json(question, typed.decision().isPresent()))
                                .withHeader("Cache-Control", "no-store")));
    }

    private static void requirePerson(ApiRequest request) {
        if (!request.authentication().credential().kind().isSession()) {
            throw CommonError.ACCESS_DENIED.because("Only a person who is signed in can let a device in.");
        }
    }

    private static JsonObject json(Question question, boolean decided) {
        return new JsonObject()
                .put(
                        "client",
                        new JsonObject()
                                .put("id", question.client().id().toString())
                                .put("name", question.client().name()))
                .put(
                        "organizationId",
                        Place.organization(question.place())
                                .map(OrganizationId::toString)
                                .orElse(null))
                .put("scopes", new JsonArray(question.scopes().names()))
                .put("decided", decided);
    }
}
