package dev.guildhall.audit;

import dev.guildhall.audit.internal.AuditApi;
import dev.guildhall.audit.internal.AuditArchive;
import dev.guildhall.audit.internal.AuditErasure;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Permission;
import java.util.List;

/** What auditors are served. Those who write the log need nothing of it: see {@link AuditLog}. */
public final class AuditModule extends KernelModule {

    private AuditTrail trail;

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void assemble(Assembly assembly) {
        trail = new AuditTrail(assembly.environment().database());
        assembly.contribute(ArchivedTables.class, AuditArchive.TABLES);
        assembly.contribute(
                Erasing.class, new AuditErasure(assembly.environment().database()));
        assembly.offer(AuditTrail.class, trail);
    }

    @Override
    public List<Permission> permissions() {
        return AuditPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/audit.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(new AuditApi(trail));
    }
}
