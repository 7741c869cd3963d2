package dev.guildhall.oauth.internal.authorize;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.oauth.internal.Decision;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.authorize.Authorizations.Next;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.consent.Consents;
import dev.guildhall.oauth.internal.consent.Place;
import dev.guildhall.oauth.internal.consent.PlaceName;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Where browsers come with what an application asks, and where people answer: by the pages here, or by another front. */
public final class AuthorizeApi {

    private final Authorizations authorizations;
    private final Organizations organizations;
    private final AuthorizePages pages = new AuthorizePages();

    public AuthorizeApi(
            Database database,
            Clients clients,
            Consents consents,
            Organizations organizations,
            Issuer issuer,
            Clock clock) {
        this.authorizations = new Authorizations(database, new AuthorizationRequests(clients, issuer), consents, clock);
        this.organizations = organizations;
    }

    /** The endpoint of the protocol, with the pages. */
    public Api endpoint() {
        return operations -> operations
                .on("authorize", this::authorize)
                .on("decideAuthorization", BodyReader.of(Answer::of), this::decide);
    }

    /** The same for a front of its own, in the canonical API. */
    public Api canonical() {
        return this::bindCanonical;
    }

    private void bindCanonical(Operations operations) {
        operations.on("authorizeApplication", BodyReader.of(Answer::of), this::answer);
    }

    /**
     * What somebody says to a request.
     *
     * @param request the query that the browser came with
     * @param decision empty as long as nothing was decided
     */
    private record Answer(String request, Optional<Decision> decision) {

        static Answer of(JsonObject body) {
            return new Answer(body.getString("request", ""), Decision.of(body));
        }
    }

    private Future<ApiResponse> authorize(ApiRequest request) {
        var query = query(request);
        var person = request.optionalAuthentication().filter(AuthorizeApi::isThere);
        return authorizations
                .begin(query, person)
                .compose(next -> page(next, query, person))
                .recover(failure -> Authorizations.notSound(failure)
                        .map(words -> Future.succeededFuture(pages.fault(words)))
                        .orElseGet(() -> Future.failedFuture(failure)));
    }

    private static String query(ApiRequest request) {
        var query = request.context().request().query();
        return query == null ? "" : query;
    }

    /** Whether it is a person at a browser, who owes nothing before they may decide something. */
    private static boolean isThere(Authentication by) {
        return by.credential().kind().isSession()
                && !by.credential().assurance().owesSecondFactor();
    }

    private Future<ApiResponse> page(Next next, String query, Optional<Authentication> person) {
        if (next instanceof Next.Ask ask) {
            return PlaceName.of(organizations, ask.place())
                    .map(where -> pages.consent(ask.asked(), query, person.orElseThrow(), where));
        }
        return Future.succeededFuture(
                next instanceof Next.SignIn signIn
                        ? pages.signIn(signIn.asked(), query)
                        : back(((Next.Back) next).to()));
    }

    private Future<ApiResponse> decide(ApiRequest request, Answer answer) {
        requirePerson(request);
        return authorizations
                .decide(
                        answer.request(),
                        request.authentication(),
                        answer.decision().equals(Optional.of(Decision.ALLOW)))
                .map(next -> back(((Next.Back) next).to()))
                .recover(failure -> Authorizations.notSound(failure)
                        .map(words -> Future.succeededFuture(pages.fault(words)))
                        .orElseGet(() -> Future.failedFuture(failure)));
    }

    private Future<ApiResponse> answer(ApiRequest request, Answer answer) {
        requirePerson(request);
        var by = request.authentication();
        var next = answer.decision().isPresent()
                ? authorizations.decide(answer.request(), by, answer.decision().get() == Decision.ALLOW)
                : authorizations.begin(answer.request(), Optional.of(by));
        return next.map(AuthorizeApi::json).map(json -> ApiResponse.ok(json).withHeader("Cache-Control", "no-store"));
    }

    private static void requirePerson(ApiRequest request) {
        if (!request.authentication().credential().kind().isSession()) {
            throw CommonError.ACCESS_DENIED.because("Only a person who is signed in can let an application in.");
        }
    }

    private static JsonObject json(Next next) {
        var json = new JsonObject()
                .put("redirectTo", null)
                .put("client", null)
                .put("organizationId", null)
                .put("scopes", null)
                .put("redirectUri", null);
        if (next instanceof Next.Ask ask) {
            var client = ask.asked().client();
            return json.put(
                            "client",
                            new JsonObject().put("id", client.id().toString()).put("name", client.name()))
                    .put(
                            "organizationId",
                            Place.organization(ask.place())
                                    .map(OrganizationId::toString)
                                    .orElse(null))
                    .put("scopes", new JsonArray(ask.asked().scopes().names()))
                    .put("redirectUri", ask.asked().redirect().toString());
        }
        return json.put("redirectTo", ((Next.Back) next).to().toString());
    }

    private static ApiResponse back(URI to) {
        return new ApiResponse(303, Map.of("Location", to.toString(), "Cache-Control", "no-store"), null);
    }
}
