package dev.guildhall.membership;

import static dev.guildhall.db.Tables.SUPPORT_VISIT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code support_visit}. */
final class SupportVisitTable {

    private static final Sql<Void> FORGET = Sql.change(deleteFrom(SUPPORT_VISIT)
            .where(SUPPORT_VISIT.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(SUPPORT_VISIT.NOTED_AT.le(Sql.bind(OffsetDateTime.class))));

    private static final Sql<Void> NOTE = Sql.change(insertInto(SUPPORT_VISIT)
            .columns(SUPPORT_VISIT.WORKSPACE_ID, SUPPORT_VISIT.CREDENTIAL_ID, SUPPORT_VISIT.NOTED_AT)
            .values(Sql.bind(UUID.class), Sql.bind(UUID.class), Sql.bind(OffsetDateTime.class))
            .onConflictDoNothing());

    private static final Sql<Instant> NOTED_AT = Sql.rows(
            select(SUPPORT_VISIT.NOTED_AT)
                    .from(SUPPORT_VISIT)
                    .where(SUPPORT_VISIT.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(SUPPORT_VISIT.CREDENTIAL_ID.eq(Sql.bind(UUID.class))),
            row -> row.instant(SUPPORT_VISIT.NOTED_AT));

    /** Forgets the visits that were noted then or earlier. */
    Future<Integer> forget(Tx tx, WorkspaceId workspace, Instant until) {
        return tx.execute(FORGET, workspace, until);
    }

    /** Whether this is the visit that is noted, and not one of those that one stands for. */
    Future<Boolean> note(Tx tx, WorkspaceId workspace, UUID credential, Instant now) {
        return tx.execute(NOTE, workspace, credential, now).map(noted -> noted == 1);
    }

    Future<Optional<Instant>> notedAt(Tx tx, WorkspaceId workspace, UUID credential) {
        return tx.first(NOTED_AT, workspace, credential);
    }
}
