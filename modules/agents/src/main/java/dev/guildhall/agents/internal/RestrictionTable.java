package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_RESTRICTION;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.ModelRestrictions;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;

/** All SQL on the table {@code agent_restriction}. */
public final class RestrictionTable {

    private record Kept(WorkspaceId workspace, ModelRestrictions restrictions, Instant at) {

        String[] providers() {
            return array(restrictions.providers());
        }

        String[] models() {
            return array(restrictions.models());
        }

        private static String[] array(Optional<List<String>> names) {
            return names.map(all -> all.toArray(String[]::new)).orElse(null);
        }
    }

    private static final ParameterizedSql<WorkspaceId, ModelRestrictions> FIND = ParameterizedSql.rows(
            workspace -> select(
                            AGENT_RESTRICTION.ALLOWED_PROVIDERS,
                            AGENT_RESTRICTION.ALLOWED_MODELS,
                            AGENT_RESTRICTION.REVISION)
                    .from(AGENT_RESTRICTION)
                    .where(workspace.eq(AGENT_RESTRICTION.WORKSPACE_ID)),
            RestrictionTable::restrictions);

    private static final ParameterizedSql<Kept, Void> PUT = ParameterizedSql.change(kept -> insertInto(
                    AGENT_RESTRICTION)
            .set(AGENT_RESTRICTION.WORKSPACE_ID, kept.value(AGENT_RESTRICTION.WORKSPACE_ID, Kept::workspace))
            .set(AGENT_RESTRICTION.ALLOWED_PROVIDERS, kept.value(AGENT_RESTRICTION.ALLOWED_PROVIDERS, Kept::providers))
            .set(AGENT_RESTRICTION.ALLOWED_MODELS, kept.value(AGENT_RESTRICTION.ALLOWED_MODELS, Kept::models))
            .set(
                    AGENT_RESTRICTION.REVISION,
                    kept.value(
                            AGENT_RESTRICTION.REVISION, it -> it.restrictions().revision()))
            .set(AGENT_RESTRICTION.UPDATED_AT, kept.value(AGENT_RESTRICTION.UPDATED_AT, Kept::at))
            .onConflict(AGENT_RESTRICTION.WORKSPACE_ID)
            .doUpdate()
            .setAllToExcluded());

    public Future<Optional<ModelRestrictions>> find(Database database, WorkspaceId workspace) {
        return database.first(workspace, FIND.with(workspace));
    }

    public Future<Optional<ModelRestrictions>> find(Tx tx, WorkspaceId workspace) {
        return tx.first(FIND.with(workspace));
    }

    public Future<Integer> put(Tx tx, WorkspaceId workspace, ModelRestrictions restrictions, Instant at) {
        return tx.execute(PUT.with(new Kept(workspace, restrictions, at)));
    }

    private static ModelRestrictions restrictions(ResultRow row) {
        return new ModelRestrictions(
                names(row, AGENT_RESTRICTION.ALLOWED_PROVIDERS),
                names(row, AGENT_RESTRICTION.ALLOWED_MODELS),
                row.get(AGENT_RESTRICTION.REVISION));
    }

    private static Optional<List<String>> names(ResultRow row, Field<String[]> column) {
        return Optional.ofNullable(row.get(column)).map(List::of);
    }
}
