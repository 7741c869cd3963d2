package dev.guildhall.oauth.internal.device;

import static dev.guildhall.db.Tables.OAUTH_CONSENT;
import static dev.guildhall.db.Tables.OAUTH_DEVICE;
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
import dev.guildhall.identity.ApplicationTokens.Wanted;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.consent.Place;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** All SQL on the table {@code oauth_device}. */
final class DeviceTable {

    private static final Columns<Device> CHANGEABLE = Columns.of(OAUTH_DEVICE.POLLED_AT, Device::polledAt)
            .and(OAUTH_DEVICE.INTERVAL_SECONDS, device ->
                    (int) device.interval().toSeconds())
            .and(OAUTH_DEVICE.DECIDED_AT, Device::decidedAt)
            .and(OAUTH_DEVICE.CONSENT_ID, Device::consent);

    private static final Columns<Device> COLUMNS = CHANGEABLE
            .and(OAUTH_DEVICE.DEVICE_HASH, Device::hash)
            .and(OAUTH_DEVICE.USER_CODE, device -> device.userCode().letters())
            .and(OAUTH_DEVICE.CLIENT_ID, Device::client)
            .and(OAUTH_DEVICE.SCOPES, device -> device.scopes().toArray())
            .and(OAUTH_DEVICE.EXPIRES_AT, Device::expiresAt);

    private static final ParameterizedSql<Device, Void> INSERT =
            ParameterizedSql.change(device -> insertInto(OAUTH_DEVICE).set(device.values(COLUMNS)));

    private static final ParameterizedSql<UserCode, Device> OF_USER_CODE = ParameterizedSql.rows(
            code -> select(COLUMNS.fields())
                    .from(OAUTH_DEVICE)
                    .where(code.eq(OAUTH_DEVICE.USER_CODE, UserCode::letters)),
            DeviceTable::device);

    private static final ParameterizedSql<UserCode, Device> LOCK_BY_USER_CODE = ParameterizedSql.rows(
            code -> select(COLUMNS.fields())
                    .from(OAUTH_DEVICE)
                    .where(code.eq(OAUTH_DEVICE.USER_CODE, UserCode::letters))
                    .forUpdate(),
            DeviceTable::device);

    private static final ParameterizedSql<byte[], Device> LOCK = ParameterizedSql.rows(
            hash -> select(COLUMNS.fields())
                    .from(OAUTH_DEVICE)
                    .where(hash.eq(OAUTH_DEVICE.DEVICE_HASH))
                    .forUpdate(),
            DeviceTable::device);

    private static final ParameterizedSql<Let, Wanted> WANTED = ParameterizedSql.rows(
            let -> select(
                            OAUTH_CONSENT.USER_ID,
                            OAUTH_CONSENT.ORGANIZATION_ID,
                            OAUTH_DEVICE.CLIENT_ID,
                            OAUTH_DEVICE.SCOPES)
                    .from(OAUTH_CONSENT)
                    .join(OAUTH_DEVICE)
                    .on(OAUTH_DEVICE.CONSENT_ID.eq(OAUTH_CONSENT.ID))
                    .where(let.eq(OAUTH_CONSENT.ID, Let::consent))
                    .and(let.eq(OAUTH_DEVICE.DEVICE_HASH, Let::device)),
            row -> new Wanted(
                    row.get(OAUTH_DEVICE.CLIENT_ID),
                    new UserId(row.get(OAUTH_CONSENT.USER_ID)),
                    Place.stored(row.get(OAUTH_CONSENT.ORGANIZATION_ID)),
                    TokenScopes.stored(row.get(OAUTH_DEVICE.SCOPES))));

    private static final ParameterizedSql<Device, Void> UPDATE = ParameterizedSql.change(device -> update(OAUTH_DEVICE)
            .set(device.values(CHANGEABLE))
            .where(device.eq(OAUTH_DEVICE.DEVICE_HASH, Device::hash)));

    private static final ParameterizedSql<Device, Void> DELETE = ParameterizedSql.change(
            device -> deleteFrom(OAUTH_DEVICE).where(device.eq(OAUTH_DEVICE.DEVICE_HASH, Device::hash)));

    private static final ParameterizedSql<Instant, Void> DELETE_EXPIRED = ParameterizedSql.change(before ->
            deleteFrom(OAUTH_DEVICE).where(OAUTH_DEVICE.EXPIRES_AT.lt(before.value(OAUTH_DEVICE.EXPIRES_AT))));

    private record Let(UUID consent, byte[] device) {}

    /** Fails with the constraint {@code oauth_device_user_code_unique} where another waits by the same letters. */
    Future<Void> insert(Database database, Device device) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(INSERT.with(device)).mapEmpty());
    }

    Future<Optional<Device>> find(Database database, UserCode code) {
        return database.first(Tenant.PLATFORM, OF_USER_CODE.with(code));
    }

    Future<Optional<Device>> lock(Tx tx, UserCode code) {
        return tx.first(LOCK_BY_USER_CODE.with(code));
    }

    Future<Optional<Device>> lock(Tx tx, byte[] hash) {
        return tx.first(LOCK.with(hash));
    }

    /** What a device that somebody has let in is to be given. */
    Future<Optional<Wanted>> wanted(Tx tx, Device device) {
        return tx.first(WANTED.with(new Let(device.consent().orElseThrow(), device.hash())));
    }

    Future<Integer> change(Tx tx, Device device) {
        return tx.execute(UPDATE.with(device));
    }

    Future<Integer> delete(Tx tx, Device device) {
        return tx.execute(DELETE.with(device));
    }

    Future<Void> forgetExpired(Database database, Instant before) {
        return database.inTransaction(
                Tenant.PLATFORM, tx -> tx.execute(DELETE_EXPIRED.with(before)).mapEmpty());
    }

    private static Device device(ResultRow row) {
        return new Device(
                row.get(OAUTH_DEVICE.DEVICE_HASH),
                new UserCode(row.get(OAUTH_DEVICE.USER_CODE)),
                row.get(OAUTH_DEVICE.CLIENT_ID),
                TokenScopes.stored(row.get(OAUTH_DEVICE.SCOPES)),
                row.instant(OAUTH_DEVICE.EXPIRES_AT),
                Optional.ofNullable(row.instant(OAUTH_DEVICE.POLLED_AT)),
                Duration.ofSeconds(row.get(OAUTH_DEVICE.INTERVAL_SECONDS)),
                Optional.ofNullable(row.instant(OAUTH_DEVICE.DECIDED_AT)),
                Optional.ofNullable(row.get(OAUTH_DEVICE.CONSENT_ID)));
    }
}
