package dev.guildhall.membership.internal;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.membership.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What subscribers and auditors are told of custom roles. */
public final class RoleEvents {

    private RoleEvents() {}

    public static Change created(Authentication by, Role role) {
        return change(by, "role.created", role).telling(facts(role)).to(state(role));
    }

    public static Change updated(Authentication by, Role former, Role role) {
        var facts = facts(role)
                .put("previousName", former.name())
                .put("previousPermissions", new JsonArray(former.permissionNames()));
        return change(by, "role.updated", role)
                .telling(facts)
                .from(state(former))
                .to(state(role));
    }

    public static Change deleted(Authentication by, Role role) {
        return change(by, "role.deleted", role).telling(facts(role)).from(state(role));
    }

    private static JsonObject facts(Role role) {
        return new JsonObject()
                .put("roleId", role.id())
                .put("name", role.name())
                .put("permissions", new JsonArray(role.permissionNames()));
    }

    private static JsonObject state(Role role) {
        return new JsonObject()
                .put("name", role.name())
                .put("description", role.description().orElse(null))
                .put("permissions", new JsonArray(role.permissionNames()));
    }

    private static Change change(Authentication by, String type, Role role) {
        return Change.of(by, type).on(role.id());
    }
}
