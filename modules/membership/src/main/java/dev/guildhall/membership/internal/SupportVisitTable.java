package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.SUPPORT_VISIT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code support_visit}. */
final class SupportVisitTable {

    private static final ParameterizedSql<Outdated, Void> FORGET =
            ParameterizedSql.change(outdated -> deleteFrom(SUPPORT_VISIT)
                    .where(outdated.eq(SUPPORT_VISIT.WORKSPACE_ID, Outdated::workspace))
                    .and(SUPPORT_VISIT.NOTED_AT.le(outdated.value(SUPPORT_VISIT.NOTED_AT, Outdated::until))));

    private static final ParameterizedSql<Visit, Void> NOTE = ParameterizedSql.change(visit -> insertInto(SUPPORT_VISIT)
            .set(visit.values(Columns.of(SUPPORT_VISIT.WORKSPACE_ID, Visit::workspace)
                    .and(SUPPORT_VISIT.CREDENTIAL_ID, Visit::credential)
                    .and(SUPPORT_VISIT.NOTED_AT, Visit::at)))
            .onConflictDoNothing());

    private static final ParameterizedSql<Visitor, Instant> NOTED_AT = ParameterizedSql.rows(
            visitor -> select(SUPPORT_VISIT.NOTED_AT)
                    .from(SUPPORT_VISIT)
                    .where(visitor.eq(SUPPORT_VISIT.WORKSPACE_ID, Visitor::workspace))
                    .and(visitor.eq(SUPPORT_VISIT.CREDENTIAL_ID, Visitor::credential)),
            row -> row.instant(SUPPORT_VISIT.NOTED_AT));

    private record Outdated(WorkspaceId workspace, Instant until) {}

    private record Visit(WorkspaceId workspace, UUID credential, Instant at) {}

    private record Visitor(WorkspaceId workspace, UUID credential) {}

    /** Forgets the visits that were noted then or earlier. */
    Future<Integer> forget(Tx tx, WorkspaceId workspace, Instant until) {
        return tx.execute(FORGET.with(new Outdated(workspace, until)));
    }

    /** Whether this is the visit that is noted, and not one of those that one stands for. */
    Future<Boolean> note(Tx tx, WorkspaceId workspace, UUID credential, Instant now) {
        return tx.execute(NOTE.with(new Visit(workspace, credential, now))).map(noted -> noted == 1);
    }

    Future<Optional<Instant>> notedAt(Tx tx, WorkspaceId workspace, UUID credential) {
        return tx.first(NOTED_AT.with(new Visitor(workspace, credential)));
    }
}
