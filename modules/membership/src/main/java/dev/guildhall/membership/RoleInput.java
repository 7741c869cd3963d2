package dev.guildhall.membership;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.DeclaredPermission;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionSet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields of a role as somebody wants them; those left out stay as they are.
 *
 * @param describes whether the description is to be as it is here, which is empty to clear it
 */
public record RoleInput(
        Optional<String> name, boolean describes, Optional<String> description, Optional<Wanted> permissions) {

    /**
     * What a role is to permit.
     *
     * @param declared the names of those that are not the platform's, each with its field; whether extensions of the
     *     workspace declare them is yet to be seen
     */
    public record Wanted(PermissionSet permissions, Map<String, String> declared) {

        /** Those that extensions declare; fails naming the field of each that none does. */
        Set<NeededPermission> among(List<DeclaredPermission> there) {
            var known = there.stream()
                    .filter(own -> declared.containsKey(own.name()))
                    .map(DeclaredPermission::needed)
                    .collect(Collectors.toUnmodifiableSet());
            var names = known.stream().map(NeededPermission::name).collect(Collectors.toSet());
            var faults = new Faults();
            declared.forEach((name, field) -> faults.require(names.contains(name), field, unknown(name)));
            faults.refuse();
            return known;
        }
    }

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_DESCRIPTION = 1000;

    /** Whether a body names permissions that are not the platform's. */
    static boolean namesOthers(JsonObject body) {
        return body.getJsonArray("permissions", new JsonArray()).stream()
                .anyMatch(name -> Permissions.named(folded(name.toString())).isEmpty());
    }

    /**
     * Reads a body the contract has let through; fails with {@code REQUEST.INVALID} naming every field that is wrong.
     *
     * @param declared the permissions that extensions of the workspace declare
     */
    static RoleInput of(JsonObject body, Set<String> declared) {
        var faults = new Faults();
        var input = new RoleInput(
                Optional.ofNullable(body.getString("name")).map(name -> name(name, faults)),
                body.containsKey("description"),
                description(body, faults),
                Optional.ofNullable(body.getJsonArray("permissions"))
                        .map(names -> permissions(names, declared, faults)));
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

    private static Wanted permissions(JsonArray names, Set<String> declared, Faults faults) {
        var permissions = new ArrayList<Permission>();
        var others = new LinkedHashMap<String, String>();
        for (var place = 0; place < names.size(); place++) {
            var name = folded(names.getString(place));
            var field = "permissions." + place;
            Permissions.named(name).ifPresentOrElse(permissions::add, () -> others.putIfAbsent(name, field));
            faults.require(
                    !others.containsKey(name) || declared.contains(name), field, unknown(names.getString(place)));
        }
        return new Wanted(Permissions.setOf(permissions), others);
    }

    private static String folded(String permission) {
        return permission.strip().toLowerCase(Locale.ROOT);
    }

    static String unknown(String permission) {
        return "There is no permission " + permission + " in this workspace; GET …/permissions lists those there are";
    }
}
