package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import dev.guildhall.membership.OrganizationRole;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules declare, together: clients know it, and roles that workspaces defined are made of it. */
class PermissionsTest {

    @Test
    void everyPermissionIsDeclaredByTheModuleThatGuardsSomethingByIt() {
        var declared = Product.modules().stream().flatMap(module -> module.permissions().stream());

        assertThat(names(declared))
                .containsExactlyInAnyOrder(
                        "workspace.read",
                        "workspace.update",
                        "workspace.delete",
                        "workspace.transfer",
                        "settings.manage",
                        "members.read",
                        "members.manage",
                        "roles.read",
                        "roles.manage",
                        "invitations.manage",
                        "audit.read",
                        "extensions.read",
                        "extensions.manage",
                        "capabilities.read",
                        "capabilities.invoke",
                        "capabilities.register",
                        "events.read",
                        "events.publish",
                        "subscriptions.manage",
                        "agents.read",
                        "agents.run",
                        "agents.manage",
                        "sessions.read",
                        "sessions.write",
                        "organization.read",
                        "organization.update",
                        "organization.workspaces.create",
                        "organization.usage.read",
                        "organization.delete",
                        "organization.transfer",
                        "organization.members.read",
                        "organization.members.manage",
                        "organization.teams.manage",
                        "organization.audit.read",
                        "organization.subscriptions.manage",
                        "organization.sso.manage",
                        "organization.oauth.manage");
        assertThat(Product.modules().stream()
                        .filter(module -> !module.permissions().isEmpty())
                        .map(module -> module.name()))
                .contains("agents", "audit", "capabilities", "events", "extensions", "membership", "tenancy");
    }

    @Test
    void eachBuiltInRolePermitsWhatItAlwaysDid() {
        assertThat(Role.OWNER.permissions()).isEqualTo(Permissions.all()).hasSize(24);
        assertThat(names(Role.OWNER.permissions().minus(Role.ADMIN.permissions()).stream()))
                .containsExactlyInAnyOrder("workspace.delete", "workspace.transfer");
        assertThat(names(Role.MEMBER.permissions().minus(Role.VIEWER.permissions()).stream()))
                .containsExactlyInAnyOrder("capabilities.invoke", "events.publish", "agents.run", "sessions.write");
        assertThat(names(Role.VIEWER.permissions().stream()))
                .containsExactlyInAnyOrder(
                        "workspace.read",
                        "members.read",
                        "roles.read",
                        "extensions.read",
                        "capabilities.read",
                        "events.read",
                        "agents.read",
                        "sessions.read");
        assertThat(names(Permissions.reading().minus(Role.VIEWER.permissions()).stream()))
                .containsExactly("audit.read");
    }

    @Test
    void eachRoleInAnOrganizationPermitsWhatItsPlaceAllows() {
        assertThat(OrganizationRole.OWNER.permissions()).isEqualTo(Permissions.all(Tenant.Kind.ORGANIZATION));
        assertThat(names(OrganizationRole.OWNER.permissions().minus(OrganizationRole.ADMIN.permissions()).stream()))
                .containsExactlyInAnyOrder("organization.delete", "organization.transfer");
        assertThat(names(OrganizationRole.MEMBER.permissions().stream()))
                .containsExactlyInAnyOrder("organization.read", "organization.members.read");
        assertThat(names(OrganizationRole.BILLING.permissions().stream()))
                .containsExactly("organization.read", "organization.usage.read");
    }

    private static Stream<String> names(Stream<Permission> permissions) {
        return permissions.map(Permission::name);
    }
}
