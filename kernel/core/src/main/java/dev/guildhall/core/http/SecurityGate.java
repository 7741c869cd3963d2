package dev.guildhall.core.http;

import dev.guildhall.core.database.Turn;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.security.Principal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a request may reach its handler, by the {@code x-permission} of the operation. It denies by default,
 * and answers an outsider of a workspace or an organization exactly as it answers for one that does not exist.
 */
public final class SecurityGate {

    private static final String SESSION_COOKIE = "guildhall_session";

    /** Browsers take a cookie of this name from this very host only, over TLS, and for all of it. */
    private static final String SECURE_SESSION_COOKIE = "__Host-" + SESSION_COOKIE;

    /** The path parameters that name the tenant of an operation. */
    static final List<String> WORKSPACE_PARAMETERS = List.of("workspaceId", "workspace_id");

    static final List<String> ORGANIZATION_PARAMETERS = List.of("organizationId", "organization_id");

    private static final String BEARER = "Bearer ";
    private static final String RESOURCE_METADATA = "/.well-known/oauth-protected-resource";
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final PermissionRegistry permissions;
    private final PublicOrigin origin;

    public SecurityGate(Authenticator authenticator, Authorizer authorizer, PermissionRegistry permissions) {
        this(authenticator, authorizer, permissions, PublicOrigin.UNKNOWN);
    }

    public SecurityGate(
            Authenticator authenticator, Authorizer authorizer, PermissionRegistry permissions, PublicOrigin origin) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.permissions = permissions;
        this.origin = origin;
    }

    /**
     * The name of the cookie that holds a browser's session.
     *
     * @param secure whether browsers reach this server by TLS
     */
    public static String sessionCookie(boolean secure) {
        return secure ? SECURE_SESSION_COOKIE : SESSION_COOKIE;
    }

    /** Where the metadata of a path as an OAuth resource is (RFC 9728). */
    String metadataOf(RoutingContext context) {
        return origin.of(context) + RESOURCE_METADATA + context.request().path();
    }

    /** Whether the client reaches this server by TLS, as far as it is known here. */
    boolean isSecure(RoutingContext context) {
        return origin.isSecure(context);
    }

    /** What an operation requires, as its contract declares it. Fails for a permission that is not registered. */
    AccessRequirement requirement(JsonObject operation) {
        return AccessRequirement.parse(operation, permissions);
    }

    /** Completes when the request may go on, with its actor and access noted in the context. */
    Future<Void> admit(RoutingContext context, AccessRequirement requirement) {
        return switch (requirement.kind()) {
            case PUBLIC ->
                presented(context, requirement).isEmpty()
                        ? Future.succeededFuture()
                        : identify(context, requirement).<Void>mapEmpty().recover(ignored -> Future.succeededFuture());
            case AUTHENTICATED, PROVISIONING -> identify(context, requirement).mapEmpty();
            case PLATFORM_ADMIN -> identify(context, requirement).compose(SecurityGate::requirePlatformAdmin);
            case DEVELOPER -> identify(context, requirement).compose(SecurityGate::requireDeveloper);
            case WORKSPACE, ORGANIZATION ->
                identify(context, requirement).compose(by -> requireAccess(context, by, requirement));
        };
    }

    /**
     * Whether a request that was admitted would be once more: its credential is verified again, and then what the
     * operation requires. False as well when neither can be found out at the moment.
     */
    Future<Boolean> stillAdmits(RoutingContext context, AccessRequirement requirement) {
        return admit(context, requirement).map(true).otherwise(false);
    }

    private Future<Authentication> identify(RoutingContext context, AccessRequirement requirement) {
        var credential = presented(context, requirement);
        if (credential.isEmpty()) {
            return CommonError.AUTH_REQUIRED
                    .because("Sign in with POST /api/auth/login and send the access token as a bearer, or the cookie.")
                    .asFuture();
        }
        return credential.get().map(known -> {
            if (!requirement.takes(known.credential().kind())) {
                throw wrongCredential(requirement);
            }
            if (!requirement.ofTokens().admits(known.credential())) {
                throw tokenRefused(requirement);
            }
            requirement.signIn().require(known.credential().assurance(), context);
            var by = known.at(ApiRequest.originOf(context));
            ApiRequest.admit(context, by);
            RequestTurn.change(context, Turn.of(by.principal()));
            return by;
        });
    }

    private static Problem wrongCredential(AccessRequirement requirement) {
        return CommonError.ACCESS_DENIED.because(
                requirement.kind() == AccessRequirement.Kind.PROVISIONING
                        ? "This needs the token of a SCIM connection of an organization."
                        : "The token of a SCIM connection is good for /scim/v2 only.");
    }

    private static Problem tokenRefused(AccessRequirement requirement) {
        return CommonError.ACCESS_DENIED.because(requirement
                .ofTokens()
                .permission()
                .map(missing -> "This needs the permission " + missing + ", which the scopes of the token leave out.")
                .orElse("No token can do this: sign in with POST /api/auth/login."));
    }

    private Optional<Future<Authentication>> presented(RoutingContext context, AccessRequirement requirement) {
        return requirement.bearerOnly() ? bearer(context) : presented(context);
    }

    private Optional<Future<Authentication>> presented(RoutingContext context) {
        return bearer(context).or(() -> query(context)).or(() -> session(context));
    }

    // A browser cannot send a header with a WebSocket.
    private Optional<Future<Authentication>> query(RoutingContext context) {
        if (!isUpgrade(context)) {
            return Optional.empty();
        }
        var tokens = context.queryParam("access_token");
        return tokens.isEmpty()
                ? Optional.empty()
                : Optional.of(authenticator.bearer(tokens.get(0).strip(), ApiRequest.originOf(context)));
    }

    private static boolean isUpgrade(RoutingContext context) {
        return "websocket".equalsIgnoreCase(context.request().getHeader("Upgrade"));
    }

    private Optional<Future<Authentication>> bearer(RoutingContext context) {
        var authorization = context.request().getHeader("Authorization");
        if (authorization == null) {
            return Optional.empty();
        }
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(CommonError.AUTH_TOKEN_INVALID
                    .because("The Authorization header must be: Bearer <token>.")
                    .asFuture());
        }
        return Optional.of(
                authenticator.bearer(authorization.substring(BEARER.length()).strip(), ApiRequest.originOf(context)));
    }

    private Optional<Future<Authentication>> session(RoutingContext context) {
        var cookie = context.request().getCookie(sessionCookie(isSecure(context)));
        if (cookie == null || cookie.getValue().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                isCrossSiteWrite(context)
                        ? CommonError.AUTH_CROSS_SITE
                                .because("A page of another site may not write with the session cookie.")
                                .asFuture()
                        : authenticator.sessionCookie(cookie.getValue()));
    }

    // Browsers send Sec-Fetch-Site or at least Origin with every unsafe request; other clients send neither.
    private boolean isCrossSiteWrite(RoutingContext context) {
        var request = context.request();
        // What is sent by a socket may change anything.
        if (SAFE.contains(request.method()) && !isUpgrade(context)) {
            return false;
        }
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        var page = request.getHeader("Origin");
        return page != null && !origin.isOrigin(page, context);
    }

    private static Future<Void> requirePlatformAdmin(Authentication by) {
        return by.isPlatformAdmin()
                ? Future.succeededFuture()
                : CommonError.ACCESS_DENIED
                        .because("This needs the platform role ADMIN.")
                        .asFuture();
    }

    private static Future<Void> requireDeveloper(Authentication by) {
        return by.principal() instanceof Principal.App ? Future.succeededFuture() : requirePlatformAdmin(by);
    }

    private Future<Void> requireAccess(RoutingContext context, Authentication by, AccessRequirement requirement) {
        var tenant = tenant(context, requirement);
        return authorizer.access(by, tenant).compose(access -> {
            if (access.isEmpty()) {
                return requirement.selfOutside()
                                && by.credential().tenant().isEmpty()
                                && isSelf(context, by, requirement)
                        ? Future.succeededFuture()
                        : noSuchTenant(tenant);
            }
            ApiRequest.admit(context, access.get());
            RequestTurn.change(context, Turn.of(tenant));
            var reads = SAFE.contains(context.request().method())
                    || requirement.reading().by(context.queryParams());
            if (!isSelf(context, by, requirement)) {
                requirePermission(access.get(), requirement.permission(), reads);
            }
            if (!reads) {
                access.get().requireChangeable();
            }
            return Future.succeededFuture();
        });
    }

    // Who may manage something reads it as well, whatever is withheld of managing it.
    private static void requirePermission(Access access, Permission permission, boolean reads) {
        if (!(reads && access.holds(permission))) {
            access.require(permission);
        }
    }

    private static Tenant tenant(RoutingContext context, AccessRequirement requirement) {
        var parameter = requirement.tenantParameter();
        var id = context.pathParam(parameter);
        return requirement.kind() == AccessRequirement.Kind.ORGANIZATION
                ? OrganizationId.parse(parameter, id)
                : WorkspaceId.parse(parameter, id);
    }

    private static boolean isSelf(RoutingContext context, Authentication by, AccessRequirement requirement) {
        return requirement.selfParameter() != null && isNamed(by, context.pathParam(requirement.selfParameter()));
    }

    /** Whether a user who signed in, or an extension by its installation's token, is the one of this name. */
    private static boolean isNamed(Authentication by, String name) {
        if (by.principal() instanceof Principal.User user) {
            return !by.credential().isToken()
                    && by.credential().scopes().isEmpty()
                    && user.id().toString().equalsIgnoreCase(name);
        }
        return by.principal() instanceof Principal.Extension extension
                && by.credential().kind() == Credential.Kind.INSTALLATION_TOKEN
                && extension.key().equals(name);
    }

    private static Future<Void> noSuchTenant(Tenant tenant) {
        var unknown = tenant.kind() == Tenant.Kind.ORGANIZATION
                ? CommonError.ORGANIZATION_NOT_FOUND.because(
                        "There is no such organization, or you have no access to it.")
                : CommonError.workspaceNotFound();
        return unknown.asFuture();
    }
}
