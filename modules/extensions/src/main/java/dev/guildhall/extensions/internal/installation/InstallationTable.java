package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.INSTALLATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSONB;

/** All SQL on the table {@code installation}. */
final class InstallationTable {

    private static final List<Field<?>> COLUMNS = List.of(
            INSTALLATION.WORKSPACE_ID,
            INSTALLATION.EXTENSION_KEY,
            INSTALLATION.ID,
            INSTALLATION.VERSION,
            INSTALLATION.STATE,
            INSTALLATION.CONDITIONS,
            INSTALLATION.CONFIG,
            INSTALLATION.SECRETS,
            INSTALLATION.GRANTED_PERMISSIONS,
            INSTALLATION.GRANTED_EGRESS,
            INSTALLATION.INSTALLED_BY,
            INSTALLATION.GENERATION,
            INSTALLATION.REVISION,
            INSTALLATION.CREATED_AT,
            INSTALLATION.UPDATED_AT);

    private static final Sql<StoredInstallation> ALL = Sql.rows(
            select(COLUMNS).from(INSTALLATION).where(INSTALLATION.WORKSPACE_ID.eq(Sql.bind(UUID.class))),
            InstallationTable::stored);

    private static final Sql<StoredInstallation> FIND = Sql.rows(
            select(COLUMNS)
                    .from(INSTALLATION)
                    .where(INSTALLATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(INSTALLATION.EXTENSION_KEY.eq(Sql.bind(String.class))),
            InstallationTable::stored);

    private static final Sql<StoredInstallation> LOCK = Sql.rows(
            select(COLUMNS)
                    .from(INSTALLATION)
                    .where(INSTALLATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(INSTALLATION.EXTENSION_KEY.eq(Sql.bind(String.class)))
                    .forUpdate(),
            InstallationTable::stored);

    private static final Sql<Void> INSERT = Sql.change(insertInto(INSTALLATION)
            .columns(
                    INSTALLATION.WORKSPACE_ID,
                    INSTALLATION.EXTENSION_KEY,
                    INSTALLATION.ID,
                    INSTALLATION.VERSION,
                    INSTALLATION.STATE,
                    INSTALLATION.CONDITIONS,
                    INSTALLATION.CONFIG,
                    INSTALLATION.SECRETS,
                    INSTALLATION.GRANTED_PERMISSIONS,
                    INSTALLATION.GRANTED_EGRESS,
                    INSTALLATION.INSTALLED_BY,
                    INSTALLATION.CREATED_AT,
                    INSTALLATION.UPDATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(String.class),
                    Sql.bind(String[].class),
                    Sql.bind(String[].class),
                    Sql.bind(UUID.class),
                    Sql.bind(OffsetDateTime.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<Void> UPDATE = Sql.change(update(INSTALLATION)
            .set(INSTALLATION.STATE, Sql.bind(String.class))
            .set(INSTALLATION.CONDITIONS, Sql.bind(JSONB.class))
            .set(INSTALLATION.CONFIG, Sql.bind(JSONB.class))
            .set(INSTALLATION.SECRETS, Sql.bind(String.class))
            .set(INSTALLATION.GENERATION, Sql.bind(Long.class))
            .set(INSTALLATION.REVISION, INSTALLATION.REVISION.plus(inline(1L)))
            .set(INSTALLATION.UPDATED_AT, Sql.bind(OffsetDateTime.class))
            .where(INSTALLATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(INSTALLATION.EXTENSION_KEY.eq(Sql.bind(String.class))));

    private static final Sql<Void> DELETE = Sql.change(deleteFrom(INSTALLATION)
            .where(INSTALLATION.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
            .and(INSTALLATION.EXTENSION_KEY.eq(Sql.bind(String.class))));

    Future<List<StoredInstallation>> all(Database database, WorkspaceId workspace) {
        return database.list(Scope.of(workspace), ALL, workspace);
    }

    Future<List<StoredInstallation>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL, workspace);
    }

    /** The installation, its row locked until the transaction ends. */
    Future<Optional<StoredInstallation>> find(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.first(FIND, workspace, extensionKey);
    }

    Future<Optional<StoredInstallation>> lock(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.first(LOCK, workspace, extensionKey);
    }

    Future<Integer> insert(Tx tx, StoredInstallation stored) {
        var added = stored.installation();
        return tx.execute(
                INSERT,
                added.workspace(),
                added.extensionKey(),
                added.id(),
                added.version(),
                added.state(),
                conditions(added),
                added.config(),
                stored.secrets().orElse(null),
                added.grantedPermissions().stream().sorted().toArray(String[]::new),
                added.grantedEgress().toArray(String[]::new),
                added.installedBy().orElse(null),
                added.createdAt(),
                added.updatedAt());
    }

    /** Writes what can change of an installation that was locked before. */
    Future<Integer> save(Tx tx, StoredInstallation stored) {
        var changed = stored.installation();
        return tx.execute(
                UPDATE,
                changed.state(),
                conditions(changed),
                changed.config(),
                stored.secrets().orElse(null),
                changed.generation(),
                changed.updatedAt(),
                changed.workspace(),
                changed.extensionKey());
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(DELETE, workspace, extensionKey);
    }

    private static JsonArray conditions(Installation installation) {
        var array = new JsonArray();
        installation.conditions().forEach(condition -> array.add(condition.toJson()));
        return array;
    }

    private static StoredInstallation stored(ResultRow row) {
        var installation = new Installation(
                new WorkspaceId(row.get(INSTALLATION.WORKSPACE_ID)),
                row.get(INSTALLATION.EXTENSION_KEY),
                row.get(INSTALLATION.ID),
                row.get(INSTALLATION.VERSION),
                InstallationState.valueOf(row.get(INSTALLATION.STATE)),
                row.jsonArray(INSTALLATION.CONDITIONS).stream()
                        .map(condition -> Condition.of((JsonObject) condition))
                        .toList(),
                row.json(INSTALLATION.CONFIG),
                Set.of(row.get(INSTALLATION.GRANTED_PERMISSIONS)),
                List.of(row.get(INSTALLATION.GRANTED_EGRESS)),
                Optional.ofNullable(row.get(INSTALLATION.INSTALLED_BY)).map(UserId::new),
                row.get(INSTALLATION.GENERATION),
                row.get(INSTALLATION.REVISION),
                row.instant(INSTALLATION.CREATED_AT),
                row.instant(INSTALLATION.UPDATED_AT));
        return new StoredInstallation(installation, Optional.ofNullable(row.get(INSTALLATION.SECRETS)));
    }
}
