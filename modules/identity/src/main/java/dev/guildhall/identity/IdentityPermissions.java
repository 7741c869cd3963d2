package dev.guildhall.identity;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with how people sign in. */
public final class IdentityPermissions {

    public static final Permission ORGANIZATION_SSO_MANAGE = new Permission(
            "organization.sso.manage",
            "See, change and try how the organization's members sign in with its identity provider, and connect"
                    + " directories that provision them",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL = List.of(ORGANIZATION_SSO_MANAGE);

    private IdentityPermissions() {}
}
