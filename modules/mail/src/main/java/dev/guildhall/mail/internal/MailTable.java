package dev.guildhall.mail.internal;

import static dev.guildhall.db.Tables.MAIL;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/** The SQL by which mails are handed in and withdrawn, on the table {@code mail}. */
public final class MailTable {

    // Due by the database's clock, as whoever takes it sees it.
    private static final ParameterizedSql<NewMail, Void> INSERT = ParameterizedSql.change(mail -> insertInto(MAIL)
            .set(mail.values(Columns.of(MAIL.ID, NewMail::id)
                    .and(MAIL.TOPIC, NewMail::topic)
                    .and(MAIL.CONTENT, NewMail::content)
                    .and(MAIL.USEFUL_UNTIL, NewMail::usefulUntil)
                    .and(MAIL.CREATED_AT, NewMail::at)))
            .set(MAIL.NEXT_ATTEMPT_AT, currentOffsetDateTime())
            .set(MAIL.ATTEMPTS, inline(0)));

    private static final ParameterizedSql<String, Void> WITHDRAW = ParameterizedSql.change(
            topic -> deleteFrom(MAIL).where(topic.eq(MAIL.TOPIC)).and(MAIL.DEAD_AT.isNull()));

    private record NewMail(UUID id, String topic, String content, Instant at, Instant usefulUntil) {}

    public Future<Integer> insert(Tx tx, UUID id, String topic, String content, Instant now, Instant usefulUntil) {
        return tx.execute(INSERT.with(new NewMail(id, topic, content, now, usefulUntil)));
    }

    public Future<Integer> withdraw(Tx tx, String topic) {
        return tx.execute(WITHDRAW.with(topic));
    }
}
