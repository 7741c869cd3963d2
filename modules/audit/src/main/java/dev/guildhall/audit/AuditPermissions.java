package dev.guildhall.audit;

import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import java.util.List;

/** What can be done with the audit log. */
public final class AuditPermissions {

    public static final Permission AUDIT_READ = new Permission("audit.read", "Read the audit log", Level.EDITOR);

    public static final List<Permission> ALL = List.of(AUDIT_READ);

    private AuditPermissions() {}
}
