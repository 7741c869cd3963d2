package dev.guildhall.extensions.internal.storage;

import static dev.guildhall.db.Tables.EXTENSION_MIGRATION;
import static dev.guildhall.db.Tables.EXTENSION_STORAGE;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectDistinct;
import static org.jooq.impl.DSL.selectOne;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignLogin;
import dev.guildhall.core.database.ForeignLoginRefused;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.core.database.ForeignTx;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.db.Routines;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schemas of extensions in workspaces, and the sessions in them. The database makes a schema and its two roles for
 * the application, and refuses everything else; see V15.
 */
public final class ExtensionSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionSchemas.class);

    private static final Field<String> SCHEMA_NAME = field("schema_name", String.class);
    private static final Field<String> OWNER_ROLE = field("owner_role", String.class);
    private static final Field<String> USER_ROLE = field("user_role", String.class);

    private static final Field<Boolean> DROPPED = field("dropped", Boolean.class);

    private static final ParameterizedSql<InstallationKey, Names> NAMES = ParameterizedSql.rows(
            place -> select(SCHEMA_NAME, OWNER_ROLE, USER_ROLE)
                    .from("guildhall.extension_names({0}, {1})", workspace(place), extension(place)),
            row -> new Names(row.get(SCHEMA_NAME), row.get(OWNER_ROLE), row.get(USER_ROLE)));

    private static final ParameterizedSql<Opening, Void> OPEN = ParameterizedSql.rows(
            opening -> select(field(
                    "guildhall.open_extension_storage({0}, {1}, {2}, {3})",
                    SQLDataType.OTHER,
                    opening.value(
                            EXTENSION_STORAGE.WORKSPACE_ID, of -> of.place().workspace()),
                    opening.value(
                            EXTENSION_STORAGE.EXTENSION_KEY, of -> of.place().extensionKey()),
                    opening.value(String.class, Opening::ownerSecret),
                    opening.value(String.class, Opening::userSecret))),
            row -> null);

    private static final ParameterizedSql<InstallationKey, Void> LET_MIGRATE = letMigrate(true);
    private static final ParameterizedSql<InstallationKey, Void> LET_MIGRATE_NO_MORE = letMigrate(false);

    private static final ParameterizedSql<InstallationKey, Boolean> DROP = ParameterizedSql.rows(
            place -> select(Routines.dropExtensionStorage(workspace(place), extension(place))
                    .as(DROPPED)),
            row -> row.get(DROPPED));

    private static final ParameterizedSql<WorkspaceId, Void> DROP_ALL = ParameterizedSql.rows(
            workspace -> select(field(
                    "guildhall.drop_workspace_storage({0})",
                    SQLDataType.OTHER, workspace.value(EXTENSION_STORAGE.WORKSPACE_ID))),
            row -> null);

    private static final Sql<InstallationKey> NOT_OPENED = Sql.rows(
            selectDistinct(EXTENSION_MIGRATION.WORKSPACE_ID, EXTENSION_MIGRATION.EXTENSION_KEY)
                    .from(EXTENSION_MIGRATION)
                    .where(notExists(selectOne()
                            .from(EXTENSION_STORAGE)
                            .where(EXTENSION_STORAGE.WORKSPACE_ID.eq(EXTENSION_MIGRATION.WORKSPACE_ID))
                            .and(EXTENSION_STORAGE.EXTENSION_KEY.eq(EXTENSION_MIGRATION.EXTENSION_KEY)))),
            row -> new InstallationKey(
                    new WorkspaceId(row.get(EXTENSION_MIGRATION.WORKSPACE_ID)),
                    row.get(EXTENSION_MIGRATION.EXTENSION_KEY)));

    /** Longer than any installation takes. */
    private static final Sql<InstallationKey> UNFINISHED = Sql.rows(
            select(EXTENSION_STORAGE.WORKSPACE_ID, EXTENSION_STORAGE.EXTENSION_KEY)
                    .from(EXTENSION_STORAGE)
                    .where(EXTENSION_STORAGE.BEGUN_AT.lt(
                            field("now() - interval '10 minutes'", EXTENSION_STORAGE.BEGUN_AT.getDataType())))
                    .limit(inline(100)),
            row -> new InstallationKey(
                    new WorkspaceId(row.get(EXTENSION_STORAGE.WORKSPACE_ID)),
                    row.get(EXTENSION_STORAGE.EXTENSION_KEY)));

    private static final ParameterizedSql<InstallationKey, Void> SETTLE = ParameterizedSql.rows(
            place -> select(field(
                    "guildhall.settle_extension_storage({0}, {1})",
                    SQLDataType.OTHER, workspace(place), extension(place))),
            row -> null);

    private final Database database;
    private final ForeignSessions sessions;
    private final Cache<InstallationKey, Names> names;

    public ExtensionSchemas(Database database, ForeignSessions sessions, CacheBudget caches) {
        this.database = database;
        this.sessions = sessions;
        this.names = caches.cache(Caffeine.newBuilder());
    }

    private record Names(String schema, String owner, String user) {

        ForeignLogin asOwner() {
            return new ForeignLogin(owner, schema);
        }

        ForeignLogin asUser() {
            return new ForeignLogin(user, schema);
        }

        Names in(SchemaChoice choice) {
            return new Names(choice.name(schema), owner, user);
        }
    }

    private record Opening(InstallationKey place, String ownerSecret, String userSecret) {}

    private static ParameterizedSql<InstallationKey, Void> letMigrate(boolean allowed) {
        return ParameterizedSql.rows(
                place -> select(field(
                        "guildhall.let_extension_migrate({0}, {1}, {2})",
                        SQLDataType.OTHER, workspace(place), extension(place), inline(allowed))),
                row -> null);
    }

    private static Field<UUID> workspace(Parameters<InstallationKey> place) {
        return place.value(EXTENSION_STORAGE.WORKSPACE_ID, InstallationKey::workspace);
    }

    private static Field<String> extension(Parameters<InstallationKey> place) {
        return place.value(EXTENSION_STORAGE.EXTENSION_KEY, InstallationKey::extensionKey);
    }

    /** Runs the work in a transaction that reads and writes rows of the extension's tables, and can do nothing else. */
    public <T> Future<T> asUser(
            WorkspaceId workspace, String extensionKey, Duration limit, Function<ForeignTx, Future<T>> work) {
        return asUser(workspace, extensionKey, SchemaChoice.USED, limit, work);
    }

    /** The same in another of its schemas. */
    public <T> Future<T> asUser(
            WorkspaceId workspace,
            String extensionKey,
            SchemaChoice choice,
            Duration limit,
            Function<ForeignTx, Future<T>> work) {
        var key = new InstallationKey(workspace, extensionKey);
        return names(key)
                .map(names -> names.in(choice))
                .compose(names -> sessions.inTransaction(names.asUser(), limit, work)
                        .recover(failure -> failure instanceof ForeignLoginRefused
                                ? open(key).compose(open -> sessions.inTransaction(names.asUser(), limit, work))
                                : Future.failedFuture(failure)));
    }

    /**
     * Runs the work in a transaction of the owner of the extension's tables, who may make new ones from
     * {@link #beginMigration} to {@link #endMigration}.
     */
    public <T> Future<T> asOwner(
            WorkspaceId workspace, String extensionKey, Duration limit, Function<ForeignTx, Future<T>> work) {
        return asOwner(workspace, extensionKey, SchemaChoice.USED, limit, work);
    }

    /** The same in another of its schemas. */
    public <T> Future<T> asOwner(
            WorkspaceId workspace,
            String extensionKey,
            SchemaChoice choice,
            Duration limit,
            Function<ForeignTx, Future<T>> work) {
        return names(new InstallationKey(workspace, extensionKey))
                .map(names -> names.in(choice))
                .compose(names -> sessions.inTransaction(names.asOwner(), limit, work));
    }

    /** Makes schema and roles as far as they are not there; committed before anybody can log in. */
    public Future<Void> beginMigration(Tx tx, WorkspaceId workspace, String extensionKey) {
        return open(tx, new InstallationKey(workspace, extensionKey))
                .compose(open -> tx.list(LET_MIGRATE.with(new InstallationKey(workspace, extensionKey))))
                .mapEmpty();
    }

    public Future<Void> endMigration(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.list(LET_MIGRATE_NO_MORE.with(new InstallationKey(workspace, extensionKey)))
                .mapEmpty();
    }

    /** What a first installation has made is that of an installation, so that it stays until that is purged. */
    public Future<Void> settle(Tx tx, InstallationKey place) {
        return tx.list(SETTLE.with(place)).mapEmpty();
    }

    /** Where first installations have begun to make tables and have not come to an end since. */
    public Future<List<InstallationKey>> unfinished() {
        return database.list(Tenant.PLATFORM, UNFINISHED);
    }

    /** Drops what the extension has in the workspace; false when there was nothing. */
    public Future<Boolean> drop(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.list(DROP.with(new InstallationKey(workspace, extensionKey))).map(dropped -> dropped.get(0));
    }

    /** Drops what all extensions have in a workspace that is about to go. */
    public Future<Void> dropAll(Tx tx, WorkspaceId workspace) {
        return tx.list(DROP_ALL.with(workspace)).mapEmpty();
    }

    /** Brings what was stored before each extension had a schema of its own into such, one after the other. */
    public Future<Void> adoptAll() {
        return database.list(Tenant.PLATFORM, NOT_OPENED).compose(places -> {
            var adopted = Future.<Void>succeededFuture();
            for (var key : places) {
                adopted = adopted.compose(before -> open(key).otherwise(failure -> {
                    LOG.warn(
                            "Cannot adopt the tables of {} in workspace {}; its first use tries again",
                            key.extensionKey(),
                            key.workspace(),
                            failure);
                    return null;
                }));
            }
            return adopted;
        });
    }

    /** The name of one of its schemas. */
    Future<String> name(WorkspaceId workspace, String extensionKey, SchemaChoice choice) {
        return names(new InstallationKey(workspace, extensionKey))
                .map(names -> names.in(choice).schema());
    }

    private Future<Names> names(InstallationKey key) {
        var known = names.getIfPresent(key);
        return known != null
                ? Future.succeededFuture(known)
                : database.first(key.workspace(), NAMES.with(key))
                        .map(found -> found.orElseThrow())
                        .onSuccess(found -> names.put(key, found));
    }

    private Future<Void> open(InstallationKey key) {
        return database.inTransaction(key.workspace(), tx -> open(tx, key));
    }

    Future<Void> open(Tx tx, InstallationKey key) {
        return tx.first(NAMES.with(key))
                .map(found -> found.orElseThrow())
                .compose(names -> tx.list(OPEN.with(
                        new Opening(key, sessions.scramSecret(names.owner()), sessions.scramSecret(names.user())))))
                .mapEmpty();
    }
}
