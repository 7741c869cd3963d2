package dev.guildhall.extensions.internal.marketplace;

import static dev.guildhall.db.Tables.EXTENSION_VERSION;
import static dev.guildhall.db.Tables.INSTALLATION;
import static dev.guildhall.db.Tables.PUBLISHER_KEY;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Concern;
import dev.guildhall.extensions.PublisherKey;
import dev.guildhall.extensions.internal.ExtensionReadings;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/** All SQL on the table {@code publisher_key}, and on whom its keys and the versions of extensions concern. */
final class PublisherKeyTable {

    /** More are not told one by one. */
    static final int MOST_CONCERNED = 1_000;

    private static final Columns<PublisherKey> COLUMNS = Columns.of(
                    PUBLISHER_KEY.FINGERPRINT, PublisherKey::fingerprint)
            .and(PUBLISHER_KEY.NAME, PublisherKey::name)
            .and(PUBLISHER_KEY.PUBLIC_KEY, key -> key.key().getEncoded())
            .and(PUBLISHER_KEY.ADDED_BY, PublisherKey::addedBy)
            .and(PUBLISHER_KEY.CREATED_AT, PublisherKey::createdAt)
            .and(PUBLISHER_KEY.REVOKED_AT, PublisherKey::revokedAt);

    private static final Sql<PublisherKey> ALL = Sql.rows(
            select(COLUMNS.fields()).from(PUBLISHER_KEY).orderBy(PUBLISHER_KEY.CREATED_AT, PUBLISHER_KEY.FINGERPRINT),
            PublisherKeyTable::key);

    private static final ParameterizedSql<PublisherKey, Void> SAVE =
            ParameterizedSql.change(key -> insertInto(PUBLISHER_KEY)
                    .set(key.values(COLUMNS))
                    .onConflict(PUBLISHER_KEY.FINGERPRINT)
                    .doUpdate()
                    .set(PUBLISHER_KEY.REVOKED_AT, key.value(PUBLISHER_KEY.REVOKED_AT, PublisherKey::revokedAt)));

    private static final ParameterizedSql<String, Concern> SIGNED_BY = ParameterizedSql.rows(
            fingerprint -> installations()
                    .where(fingerprint.eq(EXTENSION_VERSION.SIGNED_BY))
                    .orderBy(INSTALLATION.WORKSPACE_ID, INSTALLATION.EXTENSION_KEY)
                    .limit(inline(MOST_CONCERNED)),
            PublisherKeyTable::concern);

    private record Version(String extension, String number) {}

    private static final ParameterizedSql<Version, Concern> OF_VERSION = ParameterizedSql.rows(
            version -> installations()
                    .where(version.eq(EXTENSION_VERSION.EXTENSION_KEY, Version::extension))
                    .and(version.eq(EXTENSION_VERSION.VERSION, Version::number))
                    .orderBy(INSTALLATION.WORKSPACE_ID)
                    .limit(inline(MOST_CONCERNED)),
            PublisherKeyTable::concern);

    Future<List<PublisherKey>> all(Database database) {
        return database.list(Tenant.PLATFORM, ALL);
    }

    Future<List<PublisherKey>> all(Tx tx) {
        return tx.list(ALL);
    }

    /** Adds the key, or changes whether it is trusted. */
    Future<Integer> save(Tx tx, PublisherKey key) {
        return tx.execute(SAVE.with(key));
    }

    /** Where versions are installed that the key has signed. */
    Future<List<Concern>> signedBy(Database database, String fingerprint) {
        return database.list(Tenant.PLATFORM, SIGNED_BY.with(fingerprint));
    }

    /** Where the version is installed. */
    Future<List<Concern>> ofVersion(Database database, String extension, String number) {
        return database.list(Tenant.PLATFORM, OF_VERSION.with(new Version(extension, number)));
    }

    private static SelectOnConditionStep<? extends Record> installations() {
        return select(INSTALLATION.WORKSPACE_ID, INSTALLATION.EXTENSION_KEY, INSTALLATION.VERSION)
                .from(INSTALLATION)
                .join(EXTENSION_VERSION)
                .on(EXTENSION_VERSION.EXTENSION_KEY.eq(INSTALLATION.EXTENSION_KEY))
                .and(EXTENSION_VERSION.VERSION.eq(INSTALLATION.VERSION));
    }

    private static Concern concern(ResultRow row) {
        return new Concern(
                new WorkspaceId(row.get(INSTALLATION.WORKSPACE_ID)),
                row.get(INSTALLATION.EXTENSION_KEY),
                row.get(INSTALLATION.VERSION));
    }

    private static PublisherKey key(ResultRow row) {
        return new PublisherKey(
                row.get(PUBLISHER_KEY.FINGERPRINT),
                row.get(PUBLISHER_KEY.NAME),
                ExtensionReadings.trustedKey(row.get(PUBLISHER_KEY.PUBLIC_KEY)),
                Optional.ofNullable(row.get(PUBLISHER_KEY.ADDED_BY)).map(UserId::new),
                row.instant(PUBLISHER_KEY.CREATED_AT),
                Optional.ofNullable(row.instant(PUBLISHER_KEY.REVOKED_AT)));
    }
}
