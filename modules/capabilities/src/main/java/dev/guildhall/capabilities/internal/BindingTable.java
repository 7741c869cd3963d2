package dev.guildhall.capabilities.internal;

import static dev.guildhall.db.Tables.CAPABILITY_BINDING;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Provider;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All SQL on the table {@code capability_binding}. */
public final class BindingTable {

    private static final ParameterizedSql<WorkspaceId, Choice> ALL = ParameterizedSql.rows(
            workspace -> select(CAPABILITY_BINDING.KEY, CAPABILITY_BINDING.EXTENSION_KEY)
                    .from(CAPABILITY_BINDING)
                    .where(workspace.eq(CAPABILITY_BINDING.WORKSPACE_ID)),
            row -> new Choice(
                    row.get(CAPABILITY_BINDING.KEY), new Provider(row.get(CAPABILITY_BINDING.EXTENSION_KEY))));

    private static final ParameterizedSql<Written, Void> PUT = ParameterizedSql.change(written -> insertInto(
                    CAPABILITY_BINDING)
            .set(written.values(
                    Columns.of(
                                    CAPABILITY_BINDING.WORKSPACE_ID,
                                    (Written of) -> of.workspace().value())
                            .and(CAPABILITY_BINDING.KEY, of -> of.choice().key())
                            .and(
                                    CAPABILITY_BINDING.EXTENSION_KEY,
                                    of -> of.choice().provider().extensionKey())
                            .and(CAPABILITY_BINDING.BOUND_AT, Written::at),
                    Function.identity()))
            .onConflict(CAPABILITY_BINDING.WORKSPACE_ID, CAPABILITY_BINDING.KEY)
            .doUpdate()
            .set(CAPABILITY_BINDING.EXTENSION_KEY, excluded(CAPABILITY_BINDING.EXTENSION_KEY))
            .set(CAPABILITY_BINDING.BOUND_AT, excluded(CAPABILITY_BINDING.BOUND_AT)));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(CAPABILITY_BINDING)
                    .where(key.eq(CAPABILITY_BINDING.WORKSPACE_ID, Key::workspace))
                    .and(key.eq(CAPABILITY_BINDING.KEY, Key::key)));

    private record Choice(String key, Provider provider) {}

    private record Written(WorkspaceId workspace, Choice choice, Instant at) {}

    private record Key(WorkspaceId workspace, String key) {}

    /** Who was chosen in the workspace, by key. */
    public Future<Map<String, Provider>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace)).map(BindingTable::byKey);
    }

    public Future<Map<String, Provider>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL.with(workspace)).map(BindingTable::byKey);
    }

    private static Map<String, Provider> byKey(List<Choice> choices) {
        return choices.stream().collect(Collectors.toMap(Choice::key, Choice::provider));
    }

    public Future<Void> put(Tx tx, WorkspaceId workspace, String key, Provider provider, Instant now) {
        return tx.execute(PUT.with(new Written(workspace, new Choice(key, provider), now)))
                .mapEmpty();
    }

    public Future<Void> delete(Tx tx, WorkspaceId workspace, String key) {
        return tx.execute(DELETE.with(new Key(workspace, key))).mapEmpty();
    }
}
