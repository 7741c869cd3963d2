package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.INSTALLATION_BACKUP;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All SQL on the table {@code installation_backup}. */
final class BackupTable {

    private static final Columns<Backup> COLUMNS = Columns.<Backup>of(
                    INSTALLATION_BACKUP.WORKSPACE_ID, backup -> backup.place().workspace())
            .and(INSTALLATION_BACKUP.EXTENSION_KEY, backup -> backup.place().extensionKey())
            .and(INSTALLATION_BACKUP.VERSION, Backup::version)
            .and(INSTALLATION_BACKUP.CONFIG, Backup::config)
            .and(INSTALLATION_BACKUP.SECRETS, Backup::secrets)
            .and(
                    INSTALLATION_BACKUP.GRANTED_PERMISSIONS,
                    backup -> backup.grantedPermissions().stream().sorted().toArray(String[]::new))
            .and(
                    INSTALLATION_BACKUP.GRANTED_EGRESS,
                    backup -> backup.grantedEgress().toArray(String[]::new))
            .and(INSTALLATION_BACKUP.STEPS, Backup::steps)
            .and(INSTALLATION_BACKUP.HAS_TABLES, Backup::hasTables)
            .and(INSTALLATION_BACKUP.KEPT_UNTIL, Backup::keptUntil)
            .and(INSTALLATION_BACKUP.CREATED_AT, Backup::createdAt);

    private static final ParameterizedSql<InstallationKey, Backup> FIND = ParameterizedSql.rows(
            key -> select(COLUMNS.fields()).from(INSTALLATION_BACKUP).where(is(key)), BackupTable::backup);

    private static final ParameterizedSql<InstallationKey, Backup> LOCK = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(INSTALLATION_BACKUP)
                    .where(is(key))
                    .forUpdate(),
            BackupTable::backup);

    private static final ParameterizedSql<Instant, InstallationKey> EXPIRED = ParameterizedSql.rows(
            now -> select(INSTALLATION_BACKUP.WORKSPACE_ID, INSTALLATION_BACKUP.EXTENSION_KEY)
                    .from(INSTALLATION_BACKUP)
                    .where(INSTALLATION_BACKUP.KEPT_UNTIL.lt(now.value(INSTALLATION_BACKUP.KEPT_UNTIL, at -> at)))
                    .orderBy(INSTALLATION_BACKUP.KEPT_UNTIL)
                    .limit(inline(100)),
            row -> new InstallationKey(
                    new WorkspaceId(row.get(INSTALLATION_BACKUP.WORKSPACE_ID)),
                    row.get(INSTALLATION_BACKUP.EXTENSION_KEY)));

    private static final ParameterizedSql<Backup, Void> INSERT =
            ParameterizedSql.change(backup -> insertInto(INSTALLATION_BACKUP).set(backup.values(COLUMNS)));

    private static final ParameterizedSql<InstallationKey, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(INSTALLATION_BACKUP).where(is(key)));

    private final KeptStateTable states = new KeptStateTable();

    Future<Optional<Backup>> find(Tx tx, InstallationKey place) {
        return tx.first(FIND.with(place));
    }

    Future<Optional<Backup>> lock(Tx tx, InstallationKey place) {
        return tx.first(LOCK.with(place));
    }

    Future<List<InstallationKey>> expired(Database database, Instant now) {
        return database.list(Tenant.PLATFORM, EXPIRED.with(now));
    }

    /** Takes the place of the one there is. */
    Future<Void> replace(Tx tx, Backup backup) {
        return tx.execute(DELETE.with(backup.place()))
                .compose(deleted -> tx.execute(INSERT.with(backup)))
                .mapEmpty();
    }

    /** The same with what was remembered. */
    Future<Integer> delete(Tx tx, InstallationKey place) {
        return states.forget(tx, place).compose(forgotten -> tx.execute(DELETE.with(place)));
    }

    private static org.jooq.Condition is(Parameters<InstallationKey> key) {
        return key.eq(INSTALLATION_BACKUP.WORKSPACE_ID, InstallationKey::workspace)
                .and(key.eq(INSTALLATION_BACKUP.EXTENSION_KEY, InstallationKey::extensionKey));
    }

    private static Backup backup(ResultRow row) {
        return new Backup(
                new InstallationKey(
                        new WorkspaceId(row.get(INSTALLATION_BACKUP.WORKSPACE_ID)),
                        row.get(INSTALLATION_BACKUP.EXTENSION_KEY)),
                row.get(INSTALLATION_BACKUP.VERSION),
                row.json(INSTALLATION_BACKUP.CONFIG),
                Optional.ofNullable(row.get(INSTALLATION_BACKUP.SECRETS)),
                Set.of(row.get(INSTALLATION_BACKUP.GRANTED_PERMISSIONS)),
                List.of(row.get(INSTALLATION_BACKUP.GRANTED_EGRESS)),
                row.get(INSTALLATION_BACKUP.STEPS),
                row.get(INSTALLATION_BACKUP.HAS_TABLES),
                row.instant(INSTALLATION_BACKUP.KEPT_UNTIL),
                row.instant(INSTALLATION_BACKUP.CREATED_AT));
    }
}
