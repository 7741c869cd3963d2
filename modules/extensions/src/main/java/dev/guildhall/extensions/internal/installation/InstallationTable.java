package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.INSTALLATION;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.UpgradePolicy;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.ServiceSecret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.SelectJoinStep;

/** All SQL on the table {@code installation}. */
final class InstallationTable {

    private static final Columns<StoredInstallation> CHANGEABLE = Columns.<StoredInstallation>of(
                    INSTALLATION.STATE, stored -> stored.installation().state())
            .and(INSTALLATION.CONDITIONS, stored -> conditions(stored.installation()))
            .and(INSTALLATION.CONFIG, stored -> stored.installation().config())
            .and(INSTALLATION.SECRETS, StoredInstallation::secrets)
            .and(INSTALLATION.PREPARED, StoredInstallation::isPrepared)
            .and(INSTALLATION.SECRET_NUMBER, stored -> stored.service().number())
            .and(
                    INSTALLATION.FORMER_SECRETS_UNTIL,
                    stored -> FormerSecrets.times(stored.service().formerUntil()))
            .and(INSTALLATION.UPGRADE_POLICY, stored -> stored.installation().upgradePolicy())
            .and(INSTALLATION.UPDATED_AT, stored -> stored.installation().updatedAt());

    private static final Columns<StoredInstallation> VERSIONED = CHANGEABLE
            .and(INSTALLATION.VERSION, stored -> stored.installation().version())
            .and(
                    INSTALLATION.GRANTED_PERMISSIONS,
                    stored -> sorted(stored.installation().grantedPermissions()))
            .and(
                    INSTALLATION.GRANTED_EGRESS,
                    stored -> array(stored.installation().grantedEgress()));

    private static final Columns<StoredInstallation> COLUMNS = VERSIONED
            .and(INSTALLATION.WORKSPACE_ID, stored -> stored.installation().workspace())
            .and(INSTALLATION.EXTENSION_KEY, stored -> stored.installation().extensionKey())
            .and(INSTALLATION.ID, stored -> stored.installation().id())
            .and(INSTALLATION.INSTALLED_BY, stored -> stored.installation().installedBy())
            .and(INSTALLATION.CREATED_AT, stored -> stored.installation().createdAt())
            .and(INSTALLATION.GENERATION, INSTALLATION.REVISION);

    private static final ParameterizedSql<WorkspaceId, StoredInstallation> ALL = ParameterizedSql.rows(
            workspace -> installations().where(workspace.eq(INSTALLATION.WORKSPACE_ID)), InstallationTable::stored);

    private static final ParameterizedSql<InstallationKey, StoredInstallation> FIND =
            ParameterizedSql.rows(key -> installations().where(is(key)), InstallationTable::stored);

    private static final ParameterizedSql<InstallationKey, StoredInstallation> LOCK =
            ParameterizedSql.rows(key -> installations().where(is(key)).forUpdate(), InstallationTable::stored);

    /** Rows that refer to it can be added meanwhile. */
    private static final ParameterizedSql<InstallationKey, Void> HOLD = ParameterizedSql.rows(
            key -> select(INSTALLATION.ID).from(INSTALLATION).where(is(key)).forNoKeyUpdate(), row -> null);

    private static final ParameterizedSql<Installation, StoredInstallation> SHARE = ParameterizedSql.rows(
            seen -> installations()
                    .where(seen.eq(INSTALLATION.WORKSPACE_ID, Installation::workspace))
                    .and(seen.eq(INSTALLATION.EXTENSION_KEY, Installation::extensionKey))
                    .and(seen.eq(INSTALLATION.ID, Installation::id))
                    .and(seen.eq(INSTALLATION.VERSION, Installation::version))
                    .forShare(),
            InstallationTable::stored);

    private static final ParameterizedSql<StoredInstallation, Void> INSERT =
            ParameterizedSql.change(stored -> insertInto(INSTALLATION).set(stored.values(COLUMNS)));

    private static final ParameterizedSql<StoredInstallation, Void> UPDATE = ParameterizedSql.change(stored -> update(
                    INSTALLATION)
            .set(stored.values(VERSIONED))
            .set(
                    INSTALLATION.GENERATION,
                    stored.value(
                            INSTALLATION.GENERATION,
                            changed -> changed.installation().generation()))
            .set(INSTALLATION.REVISION, INSTALLATION.REVISION.plus(inline(1L)))
            .where(stored.eq(
                    INSTALLATION.WORKSPACE_ID, changed -> changed.installation().workspace()))
            .and(stored.eq(
                    INSTALLATION.EXTENSION_KEY,
                    changed -> changed.installation().extensionKey())));

    private static final ParameterizedSql<InstallationKey, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(INSTALLATION).where(is(key)));

    Future<List<StoredInstallation>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace));
    }

    Future<List<StoredInstallation>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL.with(workspace));
    }

    /** The installation, its row locked until the transaction ends. */
    Future<Optional<StoredInstallation>> find(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.first(FIND.with(new InstallationKey(workspace, extensionKey)));
    }

    Future<Optional<StoredInstallation>> lock(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.first(LOCK.with(new InstallationKey(workspace, extensionKey)));
    }

    /** Has everybody wait until the transaction ends who would change the installation or {@link #share} it. */
    Future<Void> hold(Tx tx, InstallationKey place) {
        return tx.list(HOLD.with(place)).mapEmpty();
    }

    /**
     * The installation of this version, which nobody changes until the transaction ends; others may share it. Empty when
     * it is of another version, or another installation.
     */
    Future<Optional<StoredInstallation>> share(Tx tx, Installation seen) {
        return tx.first(SHARE.with(seen));
    }

    Future<Integer> insert(Tx tx, StoredInstallation stored) {
        return tx.execute(INSERT.with(stored));
    }

    /** Writes what can change of an installation that was locked before. */
    Future<Integer> save(Tx tx, StoredInstallation stored) {
        return tx.execute(UPDATE.with(stored));
    }

    Future<Integer> delete(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(DELETE.with(new InstallationKey(workspace, extensionKey)));
    }

    private static SelectJoinStep<Record> installations() {
        return select(COLUMNS.fields()).from(INSTALLATION);
    }

    private static org.jooq.Condition is(Parameters<InstallationKey> key) {
        return key.eq(INSTALLATION.WORKSPACE_ID, InstallationKey::workspace)
                .and(key.eq(INSTALLATION.EXTENSION_KEY, InstallationKey::extensionKey));
    }

    private static String[] array(Collection<String> texts) {
        return texts.toArray(String[]::new);
    }

    private static String[] sorted(Collection<String> texts) {
        return texts.stream().sorted().toArray(String[]::new);
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
                UpgradePolicy.valueOf(row.get(INSTALLATION.UPGRADE_POLICY)),
                Optional.ofNullable(row.get(INSTALLATION.INSTALLED_BY)).map(UserId::new),
                row.get(INSTALLATION.GENERATION),
                row.get(INSTALLATION.REVISION),
                row.instant(INSTALLATION.CREATED_AT),
                row.instant(INSTALLATION.UPDATED_AT));
        return new StoredInstallation(
                installation,
                Optional.ofNullable(row.get(INSTALLATION.SECRETS)),
                row.get(INSTALLATION.PREPARED),
                new ServiceSecret(
                        row.get(INSTALLATION.SECRET_NUMBER),
                        Stream.of(row.get(INSTALLATION.FORMER_SECRETS_UNTIL))
                                .map(OffsetDateTime::toInstant)
                                .toList()));
    }
}
