package dev.guildhall.identity.internal.recovery;

import static dev.guildhall.db.Tables.EMAIL_CHANGE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL on the table {@code email_change}. What is written of an account is written with the account locked. */
public final class EmailChangeTable {

    private static final Columns<EmailChange> COMPLETION = Columns.of(
                    EMAIL_CHANGE.DONE_UNDO_HASH, EmailChange::doneUndoHash)
            .and(EMAIL_CHANGE.EXPIRES_AT, EmailChange::expiresAt)
            .and(EMAIL_CHANGE.COMPLETED_AT, EmailChange::completedAt);

    private static final Columns<EmailChange> COLUMNS = COMPLETION
            .and(EMAIL_CHANGE.ID, EmailChange::id)
            .and(EMAIL_CHANGE.USER_ID, EmailChange::user)
            .and(EMAIL_CHANGE.FORMER_EMAIL, EmailChange::formerEmail)
            .and(EMAIL_CHANGE.EMAIL, EmailChange::email)
            .and(EMAIL_CHANGE.PASSWORD_VERSION, EmailChange::passwordVersion)
            .and(EMAIL_CHANGE.CONFIRM_HASH, EmailChange::confirmHash)
            .and(EMAIL_CHANGE.UNDO_HASH, EmailChange::undoHash)
            .and(EMAIL_CHANGE.CREATED_AT, EmailChange::createdAt);

    private static final ParameterizedSql<EmailChange, Void> INSERT =
            ParameterizedSql.change(change -> insertInto(EMAIL_CHANGE).set(change.values(COLUMNS)));

    private static final ParameterizedSql<EmailChange, Void> COMPLETE = ParameterizedSql.change(change ->
            update(EMAIL_CHANGE).set(change.values(COMPLETION)).where(change.eq(EMAIL_CHANGE.ID, EmailChange::id)));

    private static final ParameterizedSql<byte[], EmailChange> BY_CONFIRMATION = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields()).from(EMAIL_CHANGE).where(hash.eq(EMAIL_CHANGE.CONFIRM_HASH)),
            EmailChangeTable::change);

    private static final ParameterizedSql<byte[], EmailChange> BY_UNDO = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields())
                    .from(EMAIL_CHANGE)
                    .where(hash.eq(EMAIL_CHANGE.UNDO_HASH))
                    .or(hash.eq(EMAIL_CHANGE.DONE_UNDO_HASH)),
            EmailChangeTable::change);

    private static final ParameterizedSql<UserId, EmailChange> OF_USER = ParameterizedSql.rows(
            user -> select(COLUMNS.fields())
                    .from(EMAIL_CHANGE)
                    .where(user.eq(EMAIL_CHANGE.USER_ID))
                    .orderBy(EMAIL_CHANGE.CREATED_AT),
            EmailChangeTable::change);

    private static final ParameterizedSql<UserId, Void> DELETE_OPEN = ParameterizedSql.change(user ->
            deleteFrom(EMAIL_CHANGE).where(user.eq(EMAIL_CHANGE.USER_ID)).and(EMAIL_CHANGE.COMPLETED_AT.isNull()));

    private static final ParameterizedSql<EmailChange, Void> DELETE_SINCE =
            ParameterizedSql.change(change -> deleteFrom(EMAIL_CHANGE)
                    .where(change.eq(EMAIL_CHANGE.USER_ID, EmailChange::user))
                    .and(EMAIL_CHANGE.CREATED_AT.ge(change.value(EMAIL_CHANGE.CREATED_AT, EmailChange::createdAt))));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(
            now -> deleteFrom(EMAIL_CHANGE).where(EMAIL_CHANGE.EXPIRES_AT.lt(now.value(EMAIL_CHANGE.EXPIRES_AT))));

    public Future<Void> insert(Tx tx, EmailChange change) {
        return tx.execute(INSERT.with(change)).mapEmpty();
    }

    public Future<Void> complete(Tx tx, EmailChange completed) {
        return tx.execute(COMPLETE.with(completed)).mapEmpty();
    }

    public Future<Optional<EmailChange>> findByConfirmation(Tx tx, byte[] hash) {
        return tx.first(BY_CONFIRMATION.with(hash));
    }

    public Future<Optional<EmailChange>> findByUndo(Tx tx, byte[] hash) {
        return tx.first(BY_UNDO.with(hash));
    }

    /** The oldest first. */
    public Future<List<EmailChange>> of(Tx tx, UserId user) {
        return tx.list(OF_USER.with(user));
    }

    /** Forgets what the account's user has asked for and not confirmed. */
    public Future<Void> deleteOpen(Tx tx, UserId user) {
        return tx.execute(DELETE_OPEN.with(user)).mapEmpty();
    }

    /** Forgets this one and those that were asked for since. */
    public Future<Void> deleteSince(Tx tx, EmailChange change) {
        return tx.execute(DELETE_SINCE.with(change)).mapEmpty();
    }

    public Future<Void> deleteExpired(Database database, Instant now) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(now)).mapEmpty());
    }

    private static EmailChange change(ResultRow row) {
        return new EmailChange(
                row.get(EMAIL_CHANGE.ID),
                new UserId(row.get(EMAIL_CHANGE.USER_ID)),
                row.get(EMAIL_CHANGE.FORMER_EMAIL),
                row.get(EMAIL_CHANGE.EMAIL),
                row.get(EMAIL_CHANGE.PASSWORD_VERSION),
                row.get(EMAIL_CHANGE.CONFIRM_HASH),
                row.get(EMAIL_CHANGE.UNDO_HASH),
                Optional.ofNullable(row.get(EMAIL_CHANGE.DONE_UNDO_HASH)),
                row.instant(EMAIL_CHANGE.CREATED_AT),
                row.instant(EMAIL_CHANGE.EXPIRES_AT),
                Optional.ofNullable(row.instant(EMAIL_CHANGE.COMPLETED_AT)));
    }
}
