package dev.guildhall.membership;

import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;

import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.list.ListFields;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A permission that roles of a workspace can carry.
 *
 * @param rank its place among all of them
 * @param declared empty for one of the platform
 */
public record RolePermission(int rank, String name, String description, Optional<DeclaredPermission> declared) {

    /** What a list of them can be filtered and ordered by. */
    public static final ListFields<RolePermission> LIST = ListFields.<RolePermission>named("permissions")
            .filterable("description", text(), RolePermission::description)
            .field("name", text(), RolePermission::name)
            .sortable("rank", number(), RolePermission::rank)
            .filterable(
                    "extensionKey",
                    text(),
                    permission -> permission
                            .declared()
                            .map(DeclaredPermission::extension)
                            .orElse(null))
            .defaultOrder("rank")
            .id("id", text(), RolePermission::name);

    /** Those of the platform in their order, and then those that extensions declare. */
    static List<RolePermission> all(List<DeclaredPermission> declared) {
        var all = new ArrayList<RolePermission>();
        Permissions.ordered(Permissions.all())
                .forEach(permission -> all.add(
                        new RolePermission(all.size(), permission.name(), permission.description(), Optional.empty())));
        declared.forEach(
                own -> all.add(new RolePermission(all.size(), own.name(), own.description(), Optional.of(own))));
        return all;
    }

    public JsonObject toJson() {
        var json = new JsonObject().put("name", name).put("description", description);
        declared.ifPresent(own -> json.put("extensionKey", own.extension()).put("heldWith", own.heldWith()));
        return json;
    }
}
