package dev.guildhall.launcher;

import dev.guildhall.core.security.PermissionSet;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Somebody who comes to the portal, with what their roles in {@link PeopledOrganization} and on the platform permit.
 *
 * @param name the beginning of their address
 */
record PortalPerson(String name, Set<String> held) {

    static final String HOST = "@roles.example";

    String email() {
        return name.equals("administrator") ? RunningProduct.ADMIN : name + HOST;
    }

    /** Administrators of the organization are so in its workspaces, too; whoever works there is a member of it. */
    static List<PortalPerson> everybody() {
        var member = names(OrganizationRole.MEMBER.permissions());
        return List.of(
                person("owner", names(OrganizationRole.OWNER.permissions()), names(Role.OWNER.permissions())),
                person("manager", names(OrganizationRole.ADMIN.permissions()), names(Role.ADMIN.permissions())),
                person("member", member),
                person("billing", names(OrganizationRole.BILLING.permissions())),
                person("admin", member, names(Role.ADMIN.permissions())),
                person("worker", member, names(Role.MEMBER.permissions())),
                person("viewer", member, names(Role.VIEWER.permissions())),
                person("auditor", member, Set.of("workspace.read", "audit.read")),
                person("support", names(Permissions.reading())),
                person("outsider"),
                person(
                        "administrator",
                        Set.of(PortalPlaces.ADMINISTRATOR),
                        names(OrganizationRole.OWNER.permissions()),
                        names(Role.OWNER.permissions())));
    }

    @SafeVarargs
    private static PortalPerson person(String name, Set<String>... held) {
        var all = new TreeSet<>(Set.of(PortalPlaces.EVERYBODY));
        Stream.of(held).forEach(all::addAll);
        return new PortalPerson(name, all);
    }

    private static Set<String> names(PermissionSet permissions) {
        return permissions.stream().map(permission -> permission.name()).collect(Collectors.toSet());
    }
}
