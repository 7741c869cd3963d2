package dev.guildhall.membership.internal;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.event.EventFeed.Registration;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Those on this node who want to hear of changes of access, which are read off the events of what it is decided by. */
public final class AccessChangeListeners implements AccessChanges {

    private final Map<Tenant, Set<Follower>> ofTenants = new ConcurrentHashMap<>();
    private final Map<Principal, Set<Follower>> ofPrincipals = new ConcurrentHashMap<>();

    private record Follower(Runnable changed) {}

    @Override
    public Registration listen(Principal principal, Tenant tenant, Runnable changed) {
        var follower = new Follower(changed);
        add(ofTenants, tenant, follower);
        add(ofPrincipals, principal, follower);
        return () -> {
            remove(ofTenants, tenant, follower);
            remove(ofPrincipals, principal, follower);
        };
    }

    public void follow(Event event) {
        if (event.tenant().equals(Tenant.PLATFORM)) {
            if (event.type().equals("user.application_ended")) {
                // It may have been let in by many.
                ofPrincipals.keySet().forEach(principal -> tell(ofPrincipals, principal));
            }
            followPlatform(event.subject());
        } else if (event.tenant() instanceof OrganizationId) {
            followOrganization(event);
        } else if (isDecidedBy(event.type())) {
            tell(ofTenants, event.tenant());
        }
    }

    /**
     * A member is somebody else in all its workspaces, and of what a team is given the workspace tells; what becomes of
     * the organization itself is seldom, and everybody asks anew.
     */
    private void followOrganization(Event event) {
        var type = event.type();
        if ((type.startsWith("member.") || type.startsWith("team.member_")) && Ids.isUuid(event.subject())) {
            tell(ofPrincipals, new Principal.User(new UserId(UUID.fromString(event.subject()))));
        } else if (endsTokensOfApplications(type) && Ids.isUuid(event.subject())) {
            tell(ofPrincipals, new Principal.ServiceAccount(UUID.fromString(event.subject())));
        } else if (type.startsWith("organization.")) {
            ofPrincipals.keySet().forEach(principal -> tell(ofPrincipals, principal));
        }
    }

    private static boolean endsTokensOfApplications(String type) {
        return type.equals("oauth.token_revoked") || type.equals("oauth.client_deleted");
    }

    /** What the platform tells is of an account, whose sessions and roles are part of it, or of the end of a workspace. */
    private void followPlatform(String subject) {
        if (subject != null && Ids.isUuid(subject)) {
            var id = UUID.fromString(subject);
            tell(ofPrincipals, new Principal.User(new UserId(id)));
            tell(ofTenants, new WorkspaceId(id));
        }
    }

    /** Whether events of this type tell of something that a {@link AccessFacts} is made of. */
    private static boolean isDecidedBy(String type) {
        return type.startsWith("member.")
                || type.startsWith("role.")
                || type.startsWith("team.")
                || type.startsWith("workspace.");
    }

    private static <T> void tell(Map<T, Set<Follower>> all, T key) {
        all.getOrDefault(key, Set.of()).forEach(follower -> follower.changed().run());
    }

    private static <T> void add(Map<T, Set<Follower>> all, T key, Follower follower) {
        all.compute(key, (ignored, present) -> {
            Set<Follower> followers = present == null ? ConcurrentHashMap.newKeySet() : present;
            followers.add(follower);
            return followers;
        });
    }

    private static <T> void remove(Map<T, Set<Follower>> all, T key, Follower follower) {
        all.computeIfPresent(key, (ignored, followers) -> {
            followers.remove(follower);
            return followers.isEmpty() ? null : followers;
        });
    }
}
