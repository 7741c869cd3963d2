package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.db.Tables.EXTENSION_STATE;
import static dev.guildhall.db.Tables.INSTALLATION_BACKUP_STATE;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.Future;
import java.util.Optional;

/** What extensions remembered when an upgrade took over, on the table {@code installation_backup_state}. */
final class KeptStateTable {

    private static final ParameterizedSql<InstallationKey, Void> KEEP = ParameterizedSql.change(place -> insertInto(
                    INSTALLATION_BACKUP_STATE,
                    INSTALLATION_BACKUP_STATE.WORKSPACE_ID,
                    INSTALLATION_BACKUP_STATE.EXTENSION_KEY,
                    INSTALLATION_BACKUP_STATE.KEY,
                    INSTALLATION_BACKUP_STATE.VALUE)
            .select(select(
                            EXTENSION_STATE.WORKSPACE_ID,
                            EXTENSION_STATE.EXTENSION_KEY,
                            EXTENSION_STATE.KEY,
                            EXTENSION_STATE.VALUE)
                    .from(EXTENSION_STATE)
                    .where(place.eq(EXTENSION_STATE.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(EXTENSION_STATE.EXTENSION_KEY, InstallationKey::extensionKey))));

    private static final ParameterizedSql<InstallationKey, Void> FORGET =
            ParameterizedSql.change(place -> deleteFrom(INSTALLATION_BACKUP_STATE)
                    .where(place.eq(INSTALLATION_BACKUP_STATE.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(INSTALLATION_BACKUP_STATE.EXTENSION_KEY, InstallationKey::extensionKey)));

    private static final ParameterizedSql<InstallationKey, Void> CLEAR =
            ParameterizedSql.change(place -> deleteFrom(EXTENSION_STATE)
                    .where(place.eq(EXTENSION_STATE.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(EXTENSION_STATE.EXTENSION_KEY, InstallationKey::extensionKey)));

    // Under versions that none of them had: nobody is to change what is restored for what was there before.
    private static final ParameterizedSql<InstallationKey, Void> RESTORE = ParameterizedSql.change(place -> insertInto(
                    EXTENSION_STATE,
                    EXTENSION_STATE.WORKSPACE_ID,
                    EXTENSION_STATE.EXTENSION_KEY,
                    EXTENSION_STATE.KEY,
                    EXTENSION_STATE.VALUE,
                    EXTENSION_STATE.VERSION,
                    EXTENSION_STATE.UPDATED_AT)
            .select(select(
                            INSTALLATION_BACKUP_STATE.WORKSPACE_ID,
                            INSTALLATION_BACKUP_STATE.EXTENSION_KEY,
                            INSTALLATION_BACKUP_STATE.KEY,
                            INSTALLATION_BACKUP_STATE.VALUE,
                            field("(extract(epoch from clock_timestamp()) * 1000000)::bigint", Long.class),
                            currentOffsetDateTime())
                    .from(INSTALLATION_BACKUP_STATE)
                    .where(place.eq(INSTALLATION_BACKUP_STATE.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(INSTALLATION_BACKUP_STATE.EXTENSION_KEY, InstallationKey::extensionKey))));

    private static final ParameterizedSql<InstallationKey, Integer> CHANGED = ParameterizedSql.rows(
            place -> select(field("count(*)::int", Integer.class).as("changed"))
                    .from(EXTENSION_STATE)
                    .where(place.eq(EXTENSION_STATE.WORKSPACE_ID, InstallationKey::workspace))
                    .and(place.eq(EXTENSION_STATE.EXTENSION_KEY, InstallationKey::extensionKey))
                    .andNotExists(selectOne()
                            .from(INSTALLATION_BACKUP_STATE)
                            .where(INSTALLATION_BACKUP_STATE.WORKSPACE_ID.eq(EXTENSION_STATE.WORKSPACE_ID))
                            .and(INSTALLATION_BACKUP_STATE.EXTENSION_KEY.eq(EXTENSION_STATE.EXTENSION_KEY))
                            .and(INSTALLATION_BACKUP_STATE.KEY.eq(EXTENSION_STATE.KEY))
                            .and(INSTALLATION_BACKUP_STATE.VALUE.eq(EXTENSION_STATE.VALUE))),
            row -> row.get(field("changed", Integer.class)));

    /** Keeps what is there, in the place of what was kept. */
    Future<Void> keep(Tx tx, InstallationKey place) {
        return forget(tx, place).compose(gone -> tx.execute(KEEP.with(place))).mapEmpty();
    }

    Future<Void> forget(Tx tx, InstallationKey place) {
        return tx.execute(FORGET.with(place)).mapEmpty();
    }

    /** Puts what was kept in the place of what is there. */
    Future<Void> restore(Tx tx, InstallationKey place) {
        return tx.execute(CLEAR.with(place))
                .compose(cleared -> tx.execute(RESTORE.with(place)))
                .mapEmpty();
    }

    /** How many values a rollback would lose, for they are new or others than they were. */
    Future<Integer> changed(Tx tx, InstallationKey place) {
        return tx.first(CHANGED.with(place)).map(Optional::orElseThrow);
    }
}
