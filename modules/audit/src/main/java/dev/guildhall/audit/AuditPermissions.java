package dev.guildhall.audit;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with the audit log. */
public final class AuditPermissions {

    public static final Permission AUDIT_READ = new Permission("audit.read", "Read the audit log", Level.EDITOR);

    public static final Permission ORGANIZATION_AUDIT_READ = new Permission(
            "organization.audit.read", "Read the organization's audit log", Level.EDITOR, Tenant.Kind.ORGANIZATION);

    public static final List<Permission> ALL = List.of(AUDIT_READ, ORGANIZATION_AUDIT_READ);

    private AuditPermissions() {}
}
