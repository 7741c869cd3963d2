package dev.guildhall.archive.internal.erasure;

import dev.guildhall.archive.internal.ArchiveKey;
import dev.guildhall.audit.AuditTrail;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.Workspaces;

/** Puts together what erases. */
public final class ErasureParts {

    private ErasureParts() {}

    public static PgErasures of(Assembly assembly, ArchiveKey key) {
        var environment = assembly.environment();
        var audit = assembly.get(AuditTrail.class);
        return new PgErasures(
                environment.vertx(),
                environment.database(),
                new TraceReader(audit, assembly.get(Users.class), assembly.get(Workspaces.class)),
                new SealedTraces(environment.secrets()),
                new Receipts(audit, key),
                assembly.get(Accounts.class),
                assembly.get(WorkspaceAdministration.class),
                assembly.contributions(Erasing.class),
                assembly.get(Journal.class),
                environment.clock());
    }
}
