package dev.guildhall.membership.internal.organization;

import static dev.guildhall.db.Tables.ORGANIZATION_MEMBER;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** The SQL by which members of an organization are suspended. */
public final class SuspensionTable {

    private static final ParameterizedSql<Change, Void> WRITE = ParameterizedSql.change(change -> update(
                    ORGANIZATION_MEMBER)
            .set(ORGANIZATION_MEMBER.SUSPENDED_AT, change.value(ORGANIZATION_MEMBER.SUSPENDED_AT, Change::suspendedAt))
            .set(ORGANIZATION_MEMBER.UPDATED_AT, change.value(ORGANIZATION_MEMBER.UPDATED_AT, Change::at))
            .set(ORGANIZATION_MEMBER.REVISION, ORGANIZATION_MEMBER.REVISION.plus(inline(1L)))
            .where(change.eq(ORGANIZATION_MEMBER.ORGANIZATION_ID, Change::organization))
            .and(change.eq(ORGANIZATION_MEMBER.USER_ID, Change::user)));

    private record Change(OrganizationId organization, UserId user, Optional<Instant> suspendedAt, Instant at) {}

    public Future<Integer> suspend(Tx tx, OrganizationId organization, UserId user, Instant now) {
        return tx.execute(WRITE.with(new Change(organization, user, Optional.of(now), now)));
    }

    public Future<Integer> resume(Tx tx, OrganizationId organization, UserId user, Instant now) {
        return tx.execute(WRITE.with(new Change(organization, user, Optional.empty(), now)));
    }
}
