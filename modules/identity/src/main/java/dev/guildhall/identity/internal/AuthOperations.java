package dev.guildhall.identity.internal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountChange;
import dev.guildhall.identity.AccountFields;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.SignIn;
import dev.guildhall.identity.SignIn.Challenged;
import dev.guildhall.identity.SignIn.SignedIn;
import dev.guildhall.identity.SignIn.Tokens;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.UserWorkspaces.ReachedWorkspace;
import dev.guildhall.identity.Users;
import dev.guildhall.identity.internal.factor.Challenge;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The operations of people on their own sign-in. */
final class AuthOperations {

    private final SignIn signIn;
    private final Accounts accounts;
    private final Users users;
    private final UserWorkspaces workspaces;
    private final SessionCookie cookie;
    private final DeviceCookie device;

    AuthOperations(
            SignIn signIn,
            Accounts accounts,
            Users users,
            UserWorkspaces workspaces,
            SessionCookie cookie,
            DeviceCookie device) {
        this.signIn = signIn;
        this.accounts = accounts;
        this.users = users;
        this.workspaces = workspaces;
        this.cookie = cookie;
        this.device = device;
    }

    void bind(Operations operations) {
        operations
                .on("login", BodyReader.of(Credentials::of), this::login)
                .on("completeLogin", BodyReader.of(Completion::of), this::completeLogin)
                .on("refresh", BodyReader.AS_IT_IS, this::refresh)
                .on("switchOrganization", BodyReader.of(AuthOperations::organizationOf), this::switchOrganization)
                .on("logout", this::logout)
                .on("me", this::me)
                .on("updateMe", BodyReader.of(AccountChange::ofOneself), this::updateMe)
                .on("listOwnSessions", this::sessions)
                .on("endOwnSession", this::endSession)
                .on("endOtherSessions", this::endOtherSessions)
                .on("setDefaultWorkspace", this::setDefaultWorkspace)
                .on("changePassword", BodyReader.of(PasswordChange::of), this::changePassword);
    }

    private record Credentials(String email, String password, Optional<OrganizationId> organization) {

        static Credentials of(JsonObject body) {
            return new Credentials(body.getString("email"), body.getString("password"), organizationOf(body));
        }

        @Override
        public String toString() {
            return "Credentials";
        }
    }

    static Optional<OrganizationId> organizationOf(JsonObject body) {
        return Optional.ofNullable(body.getString("organizationId"))
                .map(id -> OrganizationId.parse("organizationId", id));
    }

    private Future<ApiResponse> login(ApiRequest request, Credentials given) {
        var client = device.clientOf(request);
        return signIn.signIn(given.email(), given.password(), given.organization(), client)
                .map(entry -> {
                    if (entry instanceof Challenged challenged) {
                        throw challenged(challenged, request);
                    }
                    return signedIn((SignedIn) entry, request, client);
                });
    }

    /** What who has signed in is answered. */
    ApiResponse signedIn(SignedIn signedIn, ApiRequest request, Client client) {
        device.write(client, request);
        return secret(json(signedIn.tokens()).put("user", own(signedIn.account(), signedIn.organization())))
                .withHeader("Set-Cookie", cookie.open(signedIn.cookie(), request));
    }

    // A refusal for clients that know of no second factor; what others need is in its challenge.
    private static Problem challenged(Challenged challenged, ApiRequest request) {
        request.challenge("SecondFactor challenge=\"" + challenged.challenge().text() + "\", methods=\""
                + challenged.methods().stream().map(SignInMethod::name).collect(Collectors.joining(" "))
                + "\", expires_in=\""
                + Challenge.PATIENCE.toSeconds() + "\"");
        return IdentityError.AUTH_CODE_REQUIRED.because(
                "The password is right; complete the sign-in with a second factor by POST /api/auth/login/second-factor.");
    }

    private record Completion(String challenge, GivenProof proof) {

        static Completion of(JsonObject body) {
            return new Completion(body.getString("challenge"), GivenProof.ofSecondFactor(body));
        }

        @Override
        public String toString() {
            return "Completion";
        }
    }

    private Future<ApiResponse> completeLogin(ApiRequest request, Completion given) {
        var client = device.clientOf(request);
        return given.proof()
                .asPasskey()
                .map(passkey -> signIn.complete(given.challenge(), passkey, client))
                .orElseGet(
                        () -> signIn.complete(given.challenge(), given.proof().code(), client))
                .map(signedIn -> signedIn(signedIn, request, client));
    }

    private Future<ApiResponse> refresh(ApiRequest request, JsonObject body) {
        return signIn.refresh(body.getString("refreshToken"), Client.of(request))
                .map(renewed -> secret(json(renewed)));
    }

    private Future<ApiResponse> switchOrganization(ApiRequest request, Optional<OrganizationId> organization) {
        return signIn.switchTo(request.authentication(), organization).map(renewed -> secret(json(renewed)));
    }

    private Future<ApiResponse> logout(ApiRequest request) {
        return signIn.signOut(request.authentication())
                .map(ended -> ApiResponse.noContent().withHeader("Set-Cookie", cookie.clear(request)));
    }

    private Future<ApiResponse> me(ApiRequest request) {
        var user = request.authentication().user();
        var account = accounts.get(user);
        var bound = request.authentication().credential().tenant();
        var reached = workspaces.reached(user, bound);
        var organization = organization(request.authentication());
        return Future.all(account, reached)
                .map(both -> ApiResponse.ok(
                        own(account.result(), organization).put("workspaces", workspaces(reached.result()))));
    }

    private Future<ApiResponse> updateMe(ApiRequest request, AccountChange change) {
        var by = request.authentication();
        return accounts.change(by, by.user(), change, IfMatch.ANY)
                .map(account -> ApiResponse.ok(own(account, organization(by))));
    }

    /** What the session is scoped to. */
    private static Optional<OrganizationId> organization(Authentication by) {
        return by.credential().tenant().filter(OrganizationId.class::isInstance).map(OrganizationId.class::cast);
    }

    private Future<ApiResponse> sessions(ApiRequest request) {
        var by = request.authentication();
        return signIn.sessions(by.user(), PageRequest.of(SignIn.SESSIONS, request))
                .map(page ->
                        page.answer(session -> session.toJson(by.credential().id())));
    }

    private Future<ApiResponse> endSession(ApiRequest request) {
        return signIn.end(request.authentication(), request.pathId("sessionId")).map(ended -> ApiResponse.noContent());
    }

    private Future<ApiResponse> endOtherSessions(ApiRequest request) {
        return signIn.endOthers(request.authentication()).map(ended -> ApiResponse.noContent());
    }

    private Future<ApiResponse> setDefaultWorkspace(ApiRequest request) {
        return users.setDefaultWorkspace(request.authentication().user(), request.workspace())
                .map(set -> ApiResponse.ok(new JsonObject()
                        .put("defaultWorkspaceId", request.workspace().toString())));
    }

    private record PasswordChange(String current, String replacement) {

        static PasswordChange of(JsonObject body) {
            var replacement = Optional.ofNullable(body.getString("newPassword"))
                    .map(password -> AccountFields.newPassword("newPassword", password));
            return new PasswordChange(body.getString("currentPassword"), replacement.orElse(null));
        }

        @Override
        public String toString() {
            return "PasswordChange";
        }
    }

    private Future<ApiResponse> changePassword(ApiRequest request, PasswordChange change) {
        return signIn.changePassword(
                        request.authentication(), change.current(), change.replacement(), Client.of(request))
                .map(changed -> ApiResponse.noContent());
    }

    private static JsonObject own(Account account, Optional<OrganizationId> organization) {
        return account.toOwnJson()
                .put(
                        "organizationId",
                        organization.map(OrganizationId::toString).orElse(null));
    }

    private static JsonObject json(Tokens tokens) {
        return new JsonObject()
                .put("accessToken", tokens.accessToken())
                .put("refreshToken", tokens.refreshToken().text())
                .put("tokenType", "Bearer")
                .put("expiresIn", tokens.expiresInSeconds());
    }

    private static ApiResponse secret(JsonObject data) {
        return ApiResponse.ok(data).withHeader("Cache-Control", "no-store");
    }

    private static JsonArray workspaces(List<ReachedWorkspace> reached) {
        var all = new JsonArray();
        reached.forEach(workspace -> all.add(new JsonObject()
                .put("id", workspace.id().toString())
                .put("key", workspace.key())
                .put("name", workspace.name())
                .put("role", workspace.role())
                .put("roleScope", workspace.roleScope())));
        return all;
    }
}
