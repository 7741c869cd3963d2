package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.PASSKEY;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code passkey}. */
final class PasskeyTable {

    private static final Columns<Passkey> COLUMNS = Columns.<Passkey>of(PASSKEY.ID, Passkey::id)
            .and(PASSKEY.USER_ID, Passkey::user)
            .and(PASSKEY.CREDENTIAL_ID, Passkey::credentialId)
            .and(PASSKEY.PUBLIC_KEY, Passkey::publicKey)
            .and(PASSKEY.SIGNATURE_COUNT, Passkey::signatureCount)
            .and(PASSKEY.BACKUP_ELIGIBLE, Passkey::backupEligible)
            .and(PASSKEY.TRANSPORTS, passkey -> passkey.transports().toArray(String[]::new))
            .and(PASSKEY.NAME, Passkey::name)
            .and(PASSKEY.CREATED_AT, Passkey::createdAt)
            .and(PASSKEY.LAST_USED_AT, Passkey::lastUsedAt);

    private static final ParameterizedSql<byte[], Passkey> FIND = ParameterizedSql.rows(
            credential -> select(COLUMNS.fields()).from(PASSKEY).where(credential.eq(PASSKEY.CREDENTIAL_ID)),
            PasskeyTable::passkey);

    private static final ParameterizedSql<UserId, Passkey> LIST = ParameterizedSql.rows(
            user -> select(COLUMNS.fields())
                    .from(PASSKEY)
                    .where(user.eq(PASSKEY.USER_ID))
                    .orderBy(PASSKEY.CREATED_AT, PASSKEY.ID),
            PasskeyTable::passkey);

    private static final ParameterizedSql<Passkey, Void> INSERT =
            ParameterizedSql.change(passkey -> insertInto(PASSKEY).set(passkey.values(COLUMNS)));

    private static final ParameterizedSql<UUID, Passkey> LOCK = ParameterizedSql.rows(
            id -> select(COLUMNS.fields())
                    .from(PASSKEY)
                    .where(id.eq(PASSKEY.ID))
                    .forUpdate(),
            PasskeyTable::passkey);

    private static final ParameterizedSql<Use, Void> USE = ParameterizedSql.change(use -> update(PASSKEY)
            .set(PASSKEY.SIGNATURE_COUNT, use.value(PASSKEY.SIGNATURE_COUNT, Use::count))
            .set(PASSKEY.LAST_USED_AT, use.value(PASSKEY.LAST_USED_AT, Use::at))
            .where(use.eq(PASSKEY.ID, Use::passkey)));

    private static final ParameterizedSql<Naming, Passkey> RENAME = ParameterizedSql.rows(
            naming -> update(PASSKEY)
                    .set(PASSKEY.NAME, naming.value(PASSKEY.NAME, Naming::name))
                    .where(naming.eq(PASSKEY.USER_ID, Naming::user))
                    .and(naming.eq(PASSKEY.ID, Naming::passkey))
                    .returning(COLUMNS.fields()),
            PasskeyTable::passkey);

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(PASSKEY).where(id.eq(PASSKEY.ID)));

    private static final ParameterizedSql<UserId, Void> DELETE_ALL =
            ParameterizedSql.change(user -> deleteFrom(PASSKEY).where(user.eq(PASSKEY.USER_ID)));

    private record Use(UUID passkey, long count, Instant at) {}

    private record Naming(UserId user, UUID passkey, String name) {}

    Future<Optional<Passkey>> find(Database database, byte[] credentialId) {
        return database.first(Tenant.PLATFORM, FIND.with(credentialId));
    }

    Future<List<Passkey>> list(Database database, UserId user) {
        return database.list(Tenant.PLATFORM, LIST.with(user));
    }

    Future<List<Passkey>> list(Tx tx, UserId user) {
        return tx.list(LIST.with(user));
    }

    /** Fails with {@code FACTOR.EXISTS} when somebody has it already, whoever that is. */
    Future<Void> insert(Tx tx, Passkey passkey) {
        return tx.execute(INSERT.with(passkey))
                .recover(ConstraintViolation.means(
                        "passkey_credential_unique",
                        () -> IdentityError.FACTOR_EXISTS.because("This passkey is registered already.")))
                .mapEmpty();
    }

    Future<Optional<Passkey>> lock(Tx tx, Passkey passkey) {
        return tx.first(LOCK.with(passkey.id()));
    }

    Future<Void> use(Tx tx, Passkey passkey, long count, Instant now) {
        return tx.execute(USE.with(new Use(passkey.id(), count, now))).mapEmpty();
    }

    Future<Optional<Passkey>> rename(Tx tx, UserId user, UUID id, String name) {
        return tx.first(RENAME.with(new Naming(user, id, name)));
    }

    Future<Void> delete(Tx tx, Passkey passkey) {
        return tx.execute(DELETE.with(passkey.id())).mapEmpty();
    }

    Future<Integer> deleteAll(Tx tx, UserId user) {
        return tx.execute(DELETE_ALL.with(user));
    }

    private static Passkey passkey(ResultRow row) {
        return new Passkey(
                row.get(PASSKEY.ID),
                new UserId(row.get(PASSKEY.USER_ID)),
                row.get(PASSKEY.CREDENTIAL_ID),
                row.get(PASSKEY.PUBLIC_KEY),
                row.get(PASSKEY.SIGNATURE_COUNT),
                row.get(PASSKEY.BACKUP_ELIGIBLE),
                List.of(row.get(PASSKEY.TRANSPORTS)),
                row.get(PASSKEY.NAME),
                row.instant(PASSKEY.CREATED_AT),
                Optional.ofNullable(row.instant(PASSKEY.LAST_USED_AT)));
    }
}
