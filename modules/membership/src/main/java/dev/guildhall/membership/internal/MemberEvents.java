package dev.guildhall.membership.internal;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Role;
import io.vertx.core.json.JsonObject;

/** What happens to members of workspaces and of organizations, as subscribers are told of it and as the audit log keeps it. */
public final class MemberEvents {

    private static final String SUSPENDED = "suspended";

    private MemberEvents() {}

    public static Change added(Authentication by, UserId user, Role role) {
        return of(by, "member.added", user).telling(data(user, role)).to(state(role));
    }

    public static Change changed(Authentication by, UserId user, Role previous, Role role) {
        return of(by, "member.role_changed", user)
                .telling(data(user, role).put("previousRole", previous.name()))
                .from(state(previous))
                .to(state(role));
    }

    public static Change removed(Authentication by, UserId user, Role role) {
        return of(by, "member.removed", user).telling(data(user, role)).from(state(role));
    }

    public static Change added(Authentication by, UserId user, OrganizationRole role) {
        return of(by, "member.added", user).telling(data(user, role)).to(state(role));
    }

    public static Change changed(Authentication by, UserId user, OrganizationRole previous, OrganizationRole role) {
        return of(by, "member.role_changed", user)
                .telling(data(user, role).put("previousRole", previous.name()))
                .from(state(previous))
                .to(state(role));
    }

    public static Change removed(Authentication by, UserId user, OrganizationRole role) {
        return of(by, "member.removed", user).telling(data(user, role)).from(state(role));
    }

    /** Nobody is told what is noted: it is about a person, whom a log could not forget. */
    public static Change annotated(Authentication by, UserId user) {
        return of(by, "member.updated", user)
                .telling(new JsonObject().put("userId", user.toString()))
                .to(new JsonObject().put("annotationsChanged", true));
    }

    /** They keep the role, and have nothing of it. */
    public static Change suspended(Authentication by, UserId user, OrganizationRole role) {
        return of(by, "member.suspended", user)
                .telling(data(user, role))
                .from(state(role).put(SUSPENDED, false))
                .to(state(role).put(SUSPENDED, true));
    }

    public static Change resumed(Authentication by, UserId user, OrganizationRole role) {
        return of(by, "member.resumed", user)
                .telling(data(user, role))
                .from(state(role).put(SUSPENDED, true))
                .to(state(role).put(SUSPENDED, false));
    }

    private static JsonObject data(UserId user, OrganizationRole role) {
        return state(role).put("userId", user.toString()).put("roleId", role.name());
    }

    private static JsonObject state(OrganizationRole role) {
        return new JsonObject().put("role", role.name());
    }

    private static Change of(Authentication by, String type, UserId user) {
        return Change.of(by, type).on(user);
    }

    private static JsonObject data(UserId user, Role role) {
        return state(role).put("userId", user.toString());
    }

    private static JsonObject state(Role role) {
        return new JsonObject().put("role", role.name()).put("roleId", role.id());
    }
}
