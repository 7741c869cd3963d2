package dev.guildhall.membership;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/**
 * The fields of a role as somebody wants them; those left out stay as they are.
 *
 * @param describes whether the description is to be as it is here, which is empty to clear it
 */
public record RoleInput(
        Optional<String> name, boolean describes, Optional<String> description, Optional<PermissionSet> permissions) {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 1000;

    /** Reads a body the contract has let through; fails with {@code REQUEST.INVALID} naming every field that is wrong. */
    public static RoleInput of(JsonObject body) {
        var faults = new Faults();
        var input = new RoleInput(
                Optional.ofNullable(body.getString("name")).map(name -> name(name, faults)),
                body.containsKey("description"),
                description(body, faults),
                Optional.ofNullable(body.getJsonArray("permissions")).map(names -> permissions(names, faults)));
        faults.refuse();
        return input;
    }

    private static String name(String text, Faults faults) {
        var name = PrintableName.read(text, LONGEST_NAME, faults);
        // Roles are given by name or by id.
        faults.require(!Ids.isUuid(name), "name", "name must not look like an id");
        return name;
    }

    private static Optional<String> description(JsonObject body, Faults faults) {
        var description = Optional.ofNullable(body.getString("description")).map(String::strip);
        faults.require(
                description
                        .filter(text -> text.codePointCount(0, text.length()) > LONGEST_DESCRIPTION
                                || !Storable.isStorable(text))
                        .isEmpty(),
                "description",
                "description must have " + LONGEST_DESCRIPTION + " characters at most");
        return description.filter(text -> !text.isEmpty());
    }

    private static PermissionSet permissions(JsonArray names, Faults faults) {
        var permissions = new ArrayList<Permission>();
        for (var place = 0; place < names.size(); place++) {
            var name = names.getString(place).strip().toLowerCase(Locale.ROOT);
            var permission = Permissions.named(name);
            permission.ifPresent(permissions::add);
            faults.require(
                    permission.isPresent(),
                    "permissions." + place,
                    "There is no permission " + names.getString(place) + "; GET /api/permissions lists them");
        }
        return Permissions.setOf(permissions);
    }
}
