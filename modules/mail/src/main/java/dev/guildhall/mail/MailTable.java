package dev.guildhall.mail;

import static dev.guildhall.db.Tables.MAIL;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.resultQuery;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;

/** All SQL on the table {@code mail}. A mail that was delivered has no row; one that was given up on is dead. */
final class MailTable {

    /** The row as long as nobody took it after this try. */
    private static final Condition SAME_ATTEMPT =
            MAIL.ID.eq(Sql.bind(UUID.class)).and(MAIL.ATTEMPTS.eq(Sql.bind(Integer.class)));

    private static final Sql<Void> INSERT = Sql.change(insertInto(MAIL)
            .columns(
                    MAIL.ID,
                    MAIL.TOPIC,
                    MAIL.CONTENT,
                    MAIL.ATTEMPTS,
                    MAIL.NEXT_ATTEMPT_AT,
                    MAIL.USEFUL_UNTIL,
                    MAIL.CREATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    inline(0),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> WITHDRAW = Sql.change(
            deleteFrom(MAIL).where(MAIL.TOPIC.eq(Sql.bind(String.class))).and(MAIL.DEAD_AT.isNull()));

    // Due again when the lease is over, should the node that took it die. As a subquery of a condition, the choice
    // could be made anew for each row, and each time others be taken.
    private static final Sql<QueuedMail> CLAIM = Sql.rows(
            resultQuery("""
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
                    """, Sql.bind(OffsetDateTime.class), Sql.bind(Integer.class), Sql.bind(OffsetDateTime.class)),
            row -> new QueuedMail(
                    row.get(MAIL.ID),
                    row.get(MAIL.TOPIC),
                    row.get(MAIL.CONTENT),
                    row.get(MAIL.ATTEMPTS),
                    row.instant(MAIL.USEFUL_UNTIL),
                    row.instant(MAIL.CREATED_AT)));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(MAIL).where(SAME_ATTEMPT));

    private static final Sql<Void> POSTPONE = Sql.change(update(MAIL)
            .set(MAIL.NEXT_ATTEMPT_AT, Sql.bind(OffsetDateTime.class))
            .set(MAIL.LAST_ERROR, Sql.bind(String.class))
            .where(SAME_ATTEMPT));

    private static final Sql<Void> BURY = Sql.change(update(MAIL)
            .set(MAIL.NEXT_ATTEMPT_AT, castNull(OffsetDateTime.class))
            .set(MAIL.DEAD_AT, Sql.bind(OffsetDateTime.class))
            .set(MAIL.LAST_ERROR, Sql.bind(String.class))
            .where(SAME_ATTEMPT));

    private static final Sql<Void> FORGET =
            Sql.change(deleteFrom(MAIL).where(MAIL.DEAD_AT.lt(Sql.bind(OffsetDateTime.class))));

    Future<Integer> insert(Tx tx, UUID id, String topic, String content, Instant now, Instant usefulUntil) {
        return tx.execute(INSERT, id, topic, content, now, usefulUntil, now);
    }

    Future<Integer> withdraw(Tx tx, String topic) {
        return tx.execute(WITHDRAW, topic);
    }

    /** Takes mails that are due and nobody else has, until the end of a lease. */
    Future<List<QueuedMail>> claim(Database database, Instant now, Instant leaseEnd, int most) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.list(CLAIM, now, most, leaseEnd));
    }

    Future<Void> delivered(Database database, QueuedMail mail) {
        return change(database, DELETE, mail.id(), mail.attempt());
    }

    Future<Void> postpone(Database database, QueuedMail mail, Instant until, String error) {
        return change(database, POSTPONE, until, error, mail.id(), mail.attempt());
    }

    Future<Void> bury(Database database, QueuedMail mail, Instant now, String error) {
        return change(database, BURY, now, error, mail.id(), mail.attempt());
    }

    /** Deletes those that died before. */
    Future<Void> forget(Database database, Instant before) {
        return change(database, FORGET, before);
    }

    private static Future<Void> change(Database database, Sql<Void> sql, Object... values) {
        return database.inTransaction(Scope.PLATFORM, tx -> tx.execute(sql, values))
                .mapEmpty();
    }
}
