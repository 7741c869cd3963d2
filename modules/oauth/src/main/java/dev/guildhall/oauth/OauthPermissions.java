package dev.guildhall.oauth;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with the applications that act for people. */
public final class OauthPermissions {

    public static final Permission ORGANIZATION_OAUTH_MANAGE = new Permission(
            "organization.oauth.manage",
            "See, register and change the applications of the organization that act for its members, and decide which"
                    + " others may",
            Level.EDITOR,
            Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL = List.of(ORGANIZATION_OAUTH_MANAGE);

    private OauthPermissions() {}
}
