package dev.guildhall.membership.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Notes in a workspace's audit log that the support team looked into it, before it sees anything: one entry stands for
 * all that a credential does there in ten minutes, on all nodes together.
 */
public final class SupportVisits {

    static final Duration ONE_ENTRY_FOR = Duration.ofMinutes(10);

    private final Database database;
    private final Clock clock;
    private final AuditLog audit = new AuditLog();
    private final SupportVisitTable table = new SupportVisitTable();
    private final CoherentCache<Visit, Instant> noted;

    /** Two of the same visitor and workspace are the same visit, wherever the requests come from. */
    private record Visit(WorkspaceId workspace, UUID credential, Authentication by) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Visit visit
                    && workspace.equals(visit.workspace)
                    && credential.equals(visit.credential);
        }

        @Override
        public int hashCode() {
            return 31 * workspace.hashCode() + credential.hashCode();
        }
    }

    public SupportVisits(Database database, CacheBudget caches, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.noted = CoherentCache.of(caches, this::write);
    }

    /** Completes when the visit is in the audit log, if only by an entry of a few minutes ago. */
    Future<Void> note(Authentication by, WorkspaceId workspace) {
        var visit = new Visit(workspace, by.credential().id(), by);
        return noted.get(visit).compose(at -> {
            if (clock.instant().isBefore(at.plus(ONE_ENTRY_FOR))) {
                return Future.succeededFuture();
            }
            noted.invalidate(visit);
            return noted.get(visit).mapEmpty();
        });
    }

    private Future<Instant> write(Visit visit) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.inTransaction(visit.workspace(), tx -> write(tx, visit, now))
                .recover(ConstraintViolation.means("support_visit_workspace_fk", CommonError::workspaceNotFound));
    }

    private Future<Instant> write(Tx tx, Visit visit, Instant now) {
        var forgotten = table.forget(tx, visit.workspace(), now.minus(ONE_ENTRY_FOR));
        var first = table.note(tx, visit.workspace(), visit.credential(), now);
        var at = table.notedAt(tx, visit.workspace(), visit.credential());
        return Future.all(forgotten, first, at).map(done -> {
            if (first.result()) {
                audit.append(
                        tx,
                        visit.workspace(),
                        AuditEntry.of(visit.by(), "support.accessed").on(visit.workspace()));
            }
            return at.result().orElse(now);
        });
    }
}
