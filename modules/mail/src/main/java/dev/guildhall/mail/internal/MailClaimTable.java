package dev.guildhall.mail.internal;

import static dev.guildhall.db.Tables.MAIL;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * The SQL by which mails are claimed and what became of them is noted, on the table {@code mail}. A mail that was delivered
 * has no row; one that was given up on is dead.
 */
final class MailClaimTable {

    private static final int MOST_SHOWN = 50;

    private static final Field<Boolean> DUE = field(name("due"), Boolean.class);

    // As a subquery of a condition, the choice could be made anew for each row, and each time others be taken.
    private static final ParameterizedSql<Wanted, Claimed> CLAIM = ParameterizedSql.rows(
            wanted -> resultQuery(
                    """
                    with due as materialized (
                      select id
                        from guildhall.mail
                       where next_attempt_at <= now() and lease_owner is null
                       order by next_attempt_at
                       limit {0}
                         for update skip locked)
                    update guildhall.mail m
                       set attempts = m.attempts + 1, lease_owner = {1}, lease_id = gen_random_uuid(), leased_at = now()
                      from due
                     where m.id = due.id
                    returning m.id, m.topic, m.content, m.attempts, m.useful_until, m.created_at, m.lease_id
                    """, wanted.value(Integer.class, Wanted::most), wanted.value(MAIL.LEASE_OWNER, Wanted::owner)),
            MailClaimTable::claimed);

    private static final ParameterizedSql<MailClaim, Void> DELETE =
            ParameterizedSql.change(claim -> deleteFrom(MAIL).where(isHeld(claim, itself -> itself)));

    private static final ParameterizedSql<MailClaim, Void> GIVE_BACK = ParameterizedSql.change(claim -> update(MAIL)
            .set(MAIL.ATTEMPTS, MAIL.ATTEMPTS.minus(inline(1)))
            .set(MAIL.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(claim, itself -> itself)));

    private static final ParameterizedSql<Failure, Void> POSTPONE = ParameterizedSql.change(failure -> update(MAIL)
            .set(
                    MAIL.NEXT_ATTEMPT_AT,
                    field(
                            "now() + {0} * interval '1 millisecond'",
                            MAIL.NEXT_ATTEMPT_AT.getDataType(),
                            failure.value(Long.class, known -> known.pause().map(Duration::toMillis))))
            .set(MAIL.LAST_ERROR, failure.value(MAIL.LAST_ERROR, Failure::error))
            .set(MAIL.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(failure, Failure::claim)));

    private static final ParameterizedSql<Failure, Void> BURY = ParameterizedSql.change(failure -> update(MAIL)
            .set(MAIL.NEXT_ATTEMPT_AT, castNull(OffsetDateTime.class))
            .set(MAIL.DEAD_AT, currentOffsetDateTime())
            .set(MAIL.LAST_ERROR, failure.value(MAIL.LAST_ERROR, Failure::error))
            .set(MAIL.LEASE_OWNER, castNull(UUID.class))
            .where(isHeld(failure, Failure::claim)));

    private static final ParameterizedSql<Duration, Boolean> SWEEP = ParameterizedSql.rows(
            lasts -> resultQuery("""
                    with over as (
                      update guildhall.mail set lease_owner = null
                       where lease_owner is not null and leased_at < now() - {0} * interval '1 millisecond'
                      returning id)
                    select exists (select from over)
                        or exists (select from guildhall.mail
                                    where next_attempt_at <= now() and lease_owner is null) as due
                    """, lasts.value(Long.class, Duration::toMillis)), row -> row.get(DUE));

    private static final ParameterizedSql<UUID, Void> RELEASE_ALL = ParameterizedSql.change(
            owner -> update(MAIL).set(MAIL.LEASE_OWNER, castNull(UUID.class)).where(owner.eq(MAIL.LEASE_OWNER)));

    private static final ParameterizedSql<Instant, Void> FORGET =
            ParameterizedSql.change(before -> deleteFrom(MAIL).where(MAIL.DEAD_AT.lt(before.value(MAIL.DEAD_AT))));

    private static final Field<Long> WAITING = field(name("waiting"), Long.class);
    private static final Field<Double> OLDEST = field(name("oldest"), Double.class);
    private static final Field<Long> DEAD = field(name("dead"), Long.class);

    private static final Sql<MailBacklog> BACKLOG =
            Sql.rows(resultQuery("""
                    select count(*) filter (where dead_at is null) as waiting,
                           coalesce(cast(max(extract(epoch from now() - created_at)) filter (where dead_at is null)
                                         as double precision), 0) as oldest,
                           count(*) filter (where dead_at is not null) as dead
                      from guildhall.mail
                    """), row -> new MailBacklog(row.get(WAITING), row.get(OLDEST), row.get(DEAD)));

    private static final Sql<FailingMail> FAILING = Sql.rows(
            select(MAIL.ID, MAIL.ATTEMPTS, MAIL.LAST_ERROR, MAIL.CREATED_AT, MAIL.NEXT_ATTEMPT_AT)
                    .from(MAIL)
                    .where(MAIL.LAST_ERROR.isNotNull())
                    .orderBy(MAIL.CREATED_AT.desc())
                    .limit(inline(MOST_SHOWN)),
            row -> new FailingMail(
                    row.get(MAIL.ID),
                    row.get(MAIL.ATTEMPTS),
                    row.get(MAIL.LAST_ERROR),
                    row.instant(MAIL.CREATED_AT),
                    Optional.ofNullable(row.instant(MAIL.NEXT_ATTEMPT_AT))));

    private record Wanted(UUID owner, int most) {}

    private record Claimed(QueuedMail mail, UUID id) {}

    /** @param pause until it is tried again; empty when it is not */
    private record Failure(MailClaim claim, String error, Optional<Duration> pause) {}

    private final Database database;

    MailClaimTable(Database database) {
        this.database = database;
    }

    /** Claims mails that are due and nobody else has. */
    Future<List<MailClaim>> claim(Lease lease, int most) {
        var asked = System.nanoTime();
        return database.list(Tenant.PLATFORM, CLAIM.with(new Wanted(lease.owner(), most)))
                .map(claimed -> claimed.stream()
                        .map(one -> new MailClaim(one.mail(), one.id(), lease, asked))
                        .toList());
    }

    /** Ends a mail that was delivered; 0 when the claim is lost. */
    Future<Integer> delete(Tx tx, MailClaim claim) {
        return tx.execute(DELETE.with(claim));
    }

    /** Ends a claim under which nothing was tried. */
    Future<Void> giveBack(MailClaim claim) {
        return change(GIVE_BACK.with(claim));
    }

    Future<Void> postpone(MailClaim claim, Duration pause, String error) {
        return change(POSTPONE.with(new Failure(claim, error, Optional.of(pause))));
    }

    /** Ends one that is given up on; 0 when the claim is lost. */
    Future<Integer> bury(Tx tx, MailClaim claim, String error) {
        return tx.execute(BURY.with(new Failure(claim, error, Optional.empty())));
    }

    /** Ends claims that were made so long ago; true when anything is due. */
    Future<Boolean> sweep(Duration claimLasts) {
        return database.first(Tenant.PLATFORM, SWEEP.with(claimLasts)).map(Optional::orElseThrow);
    }

    Future<Void> releaseAll(UUID owner) {
        return change(RELEASE_ALL.with(owner));
    }

    /** Deletes those that died before. */
    Future<Void> forget(Instant before) {
        return change(FORGET.with(before));
    }

    Future<MailBacklog> backlog() {
        return database.first(Tenant.PLATFORM, BACKLOG).map(Optional::orElseThrow);
    }

    /** The newest of those that could not be delivered. */
    Future<List<FailingMail>> failing() {
        return database.list(Tenant.PLATFORM, FAILING);
    }

    private Future<Void> change(Sql<Void> sql) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(sql)).mapEmpty();
    }

    private static <A> Condition isHeld(Parameters<A> argument, Function<A, MailClaim> claim) {
        return argument.eq(MAIL.ID, given -> claim.apply(given).mail().id())
                .and(argument.eq(MAIL.LEASE_OWNER, given -> claim.apply(given).owner()))
                .and(argument.eq(MAIL.LEASE_ID, given -> claim.apply(given).id()));
    }

    private static Claimed claimed(ResultRow row) {
        var mail = new QueuedMail(
                row.get(MAIL.ID),
                row.get(MAIL.TOPIC),
                row.get(MAIL.CONTENT),
                row.get(MAIL.ATTEMPTS),
                row.instant(MAIL.USEFUL_UNTIL),
                row.instant(MAIL.CREATED_AT));
        return new Claimed(mail, row.get(MAIL.LEASE_ID));
    }
}
