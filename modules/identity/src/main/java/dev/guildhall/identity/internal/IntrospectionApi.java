package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.UserWorkspaces.ReachedWorkspace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells a backend what a token that it was given may do, in the manner of RFC 7662: all of it a platform administrator,
 * and an app of its keys and the tokens that work in its organizations. Whatever else there may be looks like no token at all.
 */
public final class IntrospectionApi implements Api {

    private static final int MOST_WORKSPACES = 100;

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final UserWorkspaces workspaces;

    public IntrospectionApi(Authenticator authenticator, Authorizer authorizer, UserWorkspaces workspaces) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.workspaces = workspaces;
    }

    private record Asked(String token, Optional<WorkspaceId> workspace) {

        static Asked of(JsonObject body) {
            var workspace =
                    Optional.ofNullable(body.getString("workspaceId")).map(id -> WorkspaceId.parse("workspaceId", id));
            return new Asked(body.getString("token"), workspace);
        }

        @Override
        public String toString() {
            return "Asked[" + workspace + "]";
        }
    }

    /** Where the owner of a token is what. */
    private record Place(WorkspaceId id, Optional<ReachedWorkspace> reached, Access access) {

        JsonObject toJson() {
            var permissions = new JsonArray();
            access.permissions().stream().map(Permission::name).sorted().forEach(permissions::add);
            return new JsonObject()
                    .put("id", id.toString())
                    .put("key", reached.map(ReachedWorkspace::key).orElse(null))
                    .put("role", access.role())
                    .put("permissions", permissions);
        }
    }

    @Override
    public void bind(Operations operations) {
        operations.on("introspectToken", BodyReader.of(Asked::of), this::introspect);
    }

    private Future<ApiResponse> introspect(ApiRequest request, Asked asked) {
        return authenticator
                .bearer(asked.token())
                .map(Optional::of)
                .recover(IntrospectionApi::isNone)
                .map(found -> found.filter(IntrospectionApi::worksAnywhere))
                .compose(found -> shown(request.authentication(), found))
                .compose(shown -> shown.map(owner -> facts(owner, asked.workspace()))
                        .orElseGet(() -> Future.succeededFuture(new JsonObject().put("active", false))))
                .map(facts -> ApiResponse.ok(facts).withHeader("Cache-Control", "no-store"));
    }

    /** Not so the session of somebody who has to enrol a second factor before they do anything else. */
    private static boolean worksAnywhere(Authentication owner) {
        return !owner.credential().assurance().owesSecondFactor();
    }

    private static Future<Optional<Authentication>> isNone(Throwable failure) {
        return failure instanceof Problem problem && problem.is(CommonError.AUTH_TOKEN_INVALID)
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failure);
    }

    private Future<Optional<Authentication>> shown(Authentication asker, Optional<Authentication> found) {
        if (found.isEmpty()
                || asker.isPlatformAdmin()
                || asker.principal().equals(found.get().principal())) {
            return Future.succeededFuture(found);
        }
        return found.get()
                .credential()
                .tenant()
                .map(bound -> authorizer.access(asker, bound).map(access -> access.flatMap(reached -> found)))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    private Future<JsonObject> facts(Authentication owner, Optional<WorkspaceId> asked) {
        return reached(owner, asked).compose(reached -> {
            var more = reached.size() > MOST_WORKSPACES;
            return places(owner, reached.stream().limit(MOST_WORKSPACES).toList())
                    .map(places -> facts(owner, places).put("moreWorkspaces", more));
        });
    }

    private static JsonObject facts(Authentication owner, List<Place> places) {
        var credential = owner.credential();
        var listed = new JsonArray();
        places.forEach(place -> listed.add(place.toJson()));
        return new JsonObject()
                .put("active", true)
                .put("kind", credential.kind().name())
                .put("credentialId", credential.id().toString())
                .put("principal", owner.principal().text())
                .put("userId", owner.asUser().map(UserId::toString).orElse(null))
                .put("roles", Account.names(owner.roles()))
                .put("organizationId", bound(credential, OrganizationId.class))
                .put("workspaceId", bound(credential, WorkspaceId.class))
                .put(
                        "scopes",
                        credential
                                .scopes()
                                .map(Scopes::names)
                                .map(JsonArray::new)
                                .orElse(null))
                .put(
                        "expiresAt",
                        Instant.MAX.equals(credential.expiresAt())
                                ? null
                                : credential.expiresAt().toString())
                .put("workspaces", listed);
    }

    private static String bound(Credential credential, Class<? extends Tenant> kind) {
        return credential
                .tenant()
                .filter(kind::isInstance)
                .map(Tenant::toString)
                .orElse(null);
    }

    /** The workspaces to be told of; one more than are told where there are more. */
    private Future<List<Reachable>> reached(Authentication owner, Optional<WorkspaceId> asked) {
        var named = asked.or(() -> owner.credential()
                .tenant()
                .filter(WorkspaceId.class::isInstance)
                .map(WorkspaceId.class::cast));
        if (owner.asUser().isEmpty()) {
            return Future.succeededFuture(named.map(Reachable::new).stream().toList());
        }
        return workspaces
                .reached(owner.asUser().get(), owner.credential().tenant())
                .map(all -> {
                    var known = all.stream()
                            .map(Reachable::new)
                            .filter(place -> named.isEmpty() || named.get().equals(place.id()))
                            .limit(MOST_WORKSPACES + 1)
                            .toList();
                    // Administrators of the platform reach more than they belong to.
                    return known.isEmpty() && named.isPresent() ? List.of(new Reachable(named.get())) : known;
                });
    }

    private record Reachable(WorkspaceId id, Optional<ReachedWorkspace> reached) {

        Reachable(WorkspaceId id) {
            this(id, Optional.empty());
        }

        Reachable(ReachedWorkspace reached) {
            this(reached.id(), Optional.of(reached));
        }
    }

    // One after the other, for a request holds one connection at a time.
    private Future<List<Place>> places(Authentication owner, List<Reachable> reached) {
        var places = new ArrayList<Place>();
        var done = Future.<Void>succeededFuture();
        for (var place : reached) {
            done = done.compose(before -> authorizer.access(owner, place.id())).map(access -> {
                access.ifPresent(held -> places.add(new Place(place.id(), place.reached(), held)));
                return null;
            });
        }
        return done.map(places);
    }
}
