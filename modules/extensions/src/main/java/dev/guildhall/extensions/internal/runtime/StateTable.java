package dev.guildhall.extensions.internal.runtime;

import static dev.guildhall.db.Tables.EXTENSION_STATE;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.spi.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** All SQL on the table {@code extension_state}. */
public final class StateTable {

    /** Where a value is. */
    record Place(WorkspaceId workspace, String extension, String key) {}

    /** A value as it is kept. */
    record StoredEntry(JsonObject value, long version) implements State.Entry {}

    /** @param version the one that the value is to have when it is new, or that it must have to be changed */
    record Written(Place place, String value, long version, Instant at) {}

    private static final Columns<Written> ADDED = Columns.<Written>of(
                    EXTENSION_STATE.WORKSPACE_ID, it -> it.place().workspace())
            .and(EXTENSION_STATE.EXTENSION_KEY, it -> it.place().extension())
            .and(EXTENSION_STATE.KEY, it -> it.place().key())
            .and(EXTENSION_STATE.VALUE, Written::value)
            .and(EXTENSION_STATE.VERSION, Written::version)
            .and(EXTENSION_STATE.UPDATED_AT, Written::at);

    private static final ParameterizedSql<Place, StoredEntry> FIND = ParameterizedSql.rows(
            place -> select(EXTENSION_STATE.VALUE, EXTENSION_STATE.VERSION)
                    .from(EXTENSION_STATE)
                    .where(at(place)),
            row -> new StoredEntry(new JsonObject(row.get(EXTENSION_STATE.VALUE)), row.get(EXTENSION_STATE.VERSION)));

    private static final ParameterizedSql<Written, Long> CHANGE = ParameterizedSql.rows(
            written -> update(EXTENSION_STATE)
                    .set(EXTENSION_STATE.VALUE, written.value(EXTENSION_STATE.VALUE, Written::value))
                    .set(EXTENSION_STATE.VERSION, EXTENSION_STATE.VERSION.plus(inline(1L)))
                    .set(EXTENSION_STATE.UPDATED_AT, written.value(EXTENSION_STATE.UPDATED_AT, Written::at))
                    .where(of(written))
                    .returning(EXTENSION_STATE.VERSION),
            row -> row.get(EXTENSION_STATE.VERSION));

    private static final ParameterizedSql<Written, Long> CHANGE_IF = ParameterizedSql.rows(
            written -> update(EXTENSION_STATE)
                    .set(EXTENSION_STATE.VALUE, written.value(EXTENSION_STATE.VALUE, Written::value))
                    .set(EXTENSION_STATE.VERSION, EXTENSION_STATE.VERSION.plus(inline(1L)))
                    .set(EXTENSION_STATE.UPDATED_AT, written.value(EXTENSION_STATE.UPDATED_AT, Written::at))
                    .where(of(written))
                    .and(written.eq(EXTENSION_STATE.VERSION, Written::version))
                    .returning(EXTENSION_STATE.VERSION),
            row -> row.get(EXTENSION_STATE.VERSION));

    private static final ParameterizedSql<Written, Long> ADD = ParameterizedSql.rows(
            written -> insertInto(EXTENSION_STATE)
                    .set(written.values(ADDED))
                    .onConflictDoNothing()
                    .returning(EXTENSION_STATE.VERSION),
            row -> row.get(EXTENSION_STATE.VERSION));

    private static final ParameterizedSql<Place, Void> REMOVE =
            ParameterizedSql.change(place -> deleteFrom(EXTENSION_STATE).where(at(place)));

    private static final ParameterizedSql<Written, Void> REMOVE_IF = ParameterizedSql.change(written ->
            deleteFrom(EXTENSION_STATE).where(of(written)).and(written.eq(EXTENSION_STATE.VERSION, Written::version)));

    private static final ParameterizedSql<InstallationKey, Void> REMOVE_ALL =
            ParameterizedSql.change(key -> deleteFrom(EXTENSION_STATE).where(allOf(key)));

    private static final Field<Integer> VALUES = DSL.count().as("remembered");

    private static final ParameterizedSql<InstallationKey, Integer> COUNT = ParameterizedSql.rows(
            key -> select(VALUES).from(EXTENSION_STATE).where(allOf(key)), row -> row.get(VALUES));

    private static Condition allOf(Parameters<InstallationKey> key) {
        return key.eq(EXTENSION_STATE.WORKSPACE_ID, InstallationKey::workspace)
                .and(key.eq(EXTENSION_STATE.EXTENSION_KEY, InstallationKey::extensionKey));
    }

    private static Condition at(Parameters<Place> place) {
        return place.eq(EXTENSION_STATE.WORKSPACE_ID, Place::workspace)
                .and(place.eq(EXTENSION_STATE.EXTENSION_KEY, Place::extension))
                .and(place.eq(EXTENSION_STATE.KEY, Place::key));
    }

    private static Condition of(Parameters<Written> written) {
        return written.eq(EXTENSION_STATE.WORKSPACE_ID, it -> it.place().workspace())
                .and(written.eq(EXTENSION_STATE.EXTENSION_KEY, it -> it.place().extension()))
                .and(written.eq(EXTENSION_STATE.KEY, it -> it.place().key()));
    }

    static Sql<StoredEntry> find(Place place) {
        return FIND.with(place);
    }

    /** Changes a value whatever it is; gives its version, empty when there is none. */
    Future<Optional<Long>> change(Tx tx, Written written) {
        return tx.first(CHANGE.with(written));
    }

    /** Changes a value of this very version; gives the next one, empty when it has another. */
    Future<Optional<Long>> changeIf(Tx tx, Written written) {
        return tx.first(CHANGE_IF.with(written));
    }

    /** Adds a value; empty when it is there already. The database refuses one too many. */
    Future<Optional<Long>> add(Tx tx, Written written) {
        return tx.first(ADD.with(written));
    }

    Future<Void> remove(Tx tx, Place place) {
        return tx.execute(REMOVE.with(place)).mapEmpty();
    }

    /** Removes a value of this very version; false when it has another. */
    Future<Boolean> removeIf(Tx tx, Written written) {
        return tx.execute(REMOVE_IF.with(written)).map(removed -> removed > 0);
    }

    /** How many values an extension remembers in a workspace. */
    public Future<Integer> count(Tx tx, InstallationKey place) {
        return tx.first(COUNT.with(place)).map(Optional::orElseThrow);
    }

    /** Forgets all that an extension remembers in a workspace; gives how much that was. */
    public Future<Integer> removeAll(Tx tx, WorkspaceId workspace, String extensionKey) {
        return tx.execute(REMOVE_ALL.with(new InstallationKey(workspace, extensionKey)));
    }
}
