package dev.guildhall.mail.internal;

import static dev.guildhall.db.Tables.MAIL;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;

/** All SQL on the table {@code mail}. A mail that was delivered has no row; one that was given up on is dead. */
public final class MailTable {

    private static final ParameterizedSql<NewMail, Void> INSERT = ParameterizedSql.change(mail -> insertInto(MAIL)
            .set(mail.values(Columns.of(MAIL.ID, NewMail::id)
                    .and(MAIL.TOPIC, NewMail::topic)
                    .and(MAIL.CONTENT, NewMail::content)
                    .and(MAIL.NEXT_ATTEMPT_AT, NewMail::at)
                    .and(MAIL.USEFUL_UNTIL, NewMail::usefulUntil)
                    .and(MAIL.CREATED_AT, NewMail::at)))
            .set(MAIL.ATTEMPTS, inline(0)));

    private static final ParameterizedSql<String, Void> WITHDRAW = ParameterizedSql.change(
            topic -> deleteFrom(MAIL).where(topic.eq(MAIL.TOPIC)).and(MAIL.DEAD_AT.isNull()));

    // Due again when the lease is over, should the node that took it die. As a subquery of a condition, the choice
    // could be made anew for each row, and each time others be taken.
    private static final ParameterizedSql<Claim, QueuedMail> CLAIM = ParameterizedSql.rows(
            claim -> resultQuery(
                    """
                    with due as materialized (
                      select id
                        from guildhall.mail
                       where next_attempt_at <= {0}
                       order by next_attempt_at
                       limit {1}
                         for update skip locked)
                    update guildhall.mail m set attempts = m.attempts + 1, next_attempt_at = {2}
                      from due
                     where m.id = due.id
                    returning m.id, m.topic, m.content, m.attempts, m.useful_until, m.created_at
                    """,
                    claim.value(MAIL.NEXT_ATTEMPT_AT, Claim::at),
                    claim.value(Integer.class, Claim::most),
                    claim.value(MAIL.NEXT_ATTEMPT_AT, Claim::leaseEnd)),
            row -> new QueuedMail(
                    row.get(MAIL.ID),
                    row.get(MAIL.TOPIC),
                    row.get(MAIL.CONTENT),
                    row.get(MAIL.ATTEMPTS),
                    row.instant(MAIL.USEFUL_UNTIL),
                    row.instant(MAIL.CREATED_AT)));

    private static final ParameterizedSql<QueuedMail, Void> DELETE =
            ParameterizedSql.change(mail -> deleteFrom(MAIL).where(isStill(mail, itself -> itself)));

    private static final ParameterizedSql<Failure, Void> POSTPONE = ParameterizedSql.change(failure -> update(MAIL)
            .set(MAIL.NEXT_ATTEMPT_AT, failure.value(MAIL.NEXT_ATTEMPT_AT, Failure::at))
            .set(MAIL.LAST_ERROR, failure.value(MAIL.LAST_ERROR, Failure::error))
            .where(isStill(failure, Failure::mail)));

    private static final ParameterizedSql<Failure, Void> BURY = ParameterizedSql.change(failure -> update(MAIL)
            .set(MAIL.NEXT_ATTEMPT_AT, castNull(OffsetDateTime.class))
            .set(MAIL.DEAD_AT, failure.value(MAIL.DEAD_AT, Failure::at))
            .set(MAIL.LAST_ERROR, failure.value(MAIL.LAST_ERROR, Failure::error))
            .where(isStill(failure, Failure::mail)));

    private static final ParameterizedSql<Instant, Void> FORGET =
            ParameterizedSql.change(before -> deleteFrom(MAIL).where(MAIL.DEAD_AT.lt(before.value(MAIL.DEAD_AT))));

    private record NewMail(UUID id, String topic, String content, Instant at, Instant usefulUntil) {}

    private record Claim(Instant at, Instant leaseEnd, int most) {}

    /** @param at when it is tried again, or when it was given up */
    private record Failure(QueuedMail mail, String error, Instant at) {}

    public Future<Integer> insert(Tx tx, UUID id, String topic, String content, Instant now, Instant usefulUntil) {
        return tx.execute(INSERT.with(new NewMail(id, topic, content, now, usefulUntil)));
    }

    public Future<Integer> withdraw(Tx tx, String topic) {
        return tx.execute(WITHDRAW.with(topic));
    }

    /** Takes mails that are due and nobody else has, until the end of a lease. */
    Future<List<QueuedMail>> claim(Database database, Instant now, Instant leaseEnd, int most) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.list(CLAIM.with(new Claim(now, leaseEnd, most))));
    }

    Future<Void> delivered(Database database, QueuedMail mail) {
        return change(database, DELETE.with(mail));
    }

    Future<Void> postpone(Database database, QueuedMail mail, Instant until, String error) {
        return change(database, POSTPONE.with(new Failure(mail, error, until)));
    }

    Future<Void> bury(Database database, QueuedMail mail, Instant now, String error) {
        return change(database, BURY.with(new Failure(mail, error, now)));
    }

    /** Deletes those that died before. */
    Future<Void> forget(Database database, Instant before) {
        return change(database, FORGET.with(before));
    }

    private static Future<Void> change(Database database, Sql<Void> sql) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(sql)).mapEmpty();
    }

    /** The row as long as nobody took it after this try. */
    private static <A> Condition isStill(Parameters<A> argument, Function<A, QueuedMail> mail) {
        return argument.eq(MAIL.ID, given -> mail.apply(given).id())
                .and(argument.eq(MAIL.ATTEMPTS, given -> mail.apply(given).attempt()));
    }
}
