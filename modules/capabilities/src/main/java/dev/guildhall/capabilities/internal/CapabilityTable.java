package dev.guildhall.capabilities.internal;

import static dev.guildhall.db.Tables.CAPABILITY;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.capabilities.Capability;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.List;
import org.semver4j.Semver;

/** All SQL on the table {@code capability}. */
public final class CapabilityTable {

    private static final Columns<Capability> COLUMNS = Columns.of(CAPABILITY.KEY, Capability::key)
            .and(CAPABILITY.VERSION, capability -> capability.version().getVersion())
            .and(CAPABILITY.PROVIDER, Capability::provider)
            .and(CAPABILITY.INPUT, Capability::input)
            .and(CAPABILITY.OUTPUT, Capability::output)
            .and(CAPABILITY.CREATED_AT, Capability::createdAt);

    private static final ParameterizedSql<WorkspaceId, Capability> ALL = ParameterizedSql.rows(
            workspace -> select(COLUMNS.fields()).from(CAPABILITY).where(workspace.eq(CAPABILITY.WORKSPACE_ID)),
            CapabilityTable::capability);

    private static final ParameterizedSql<Registration, Void> INSERT =
            ParameterizedSql.change(registered -> insertInto(CAPABILITY)
                    .set(CAPABILITY.WORKSPACE_ID, registered.value(CAPABILITY.WORKSPACE_ID, Registration::workspace))
                    .set(registered.values(COLUMNS, Registration::capability)));

    private static final ParameterizedSql<Provider, String> DELETE_OF_PROVIDER = ParameterizedSql.rows(
            provider -> deleteFrom(CAPABILITY)
                    .where(provider.eq(CAPABILITY.WORKSPACE_ID, Provider::workspace))
                    .and(provider.eq(CAPABILITY.PROVIDER, Provider::extension))
                    .returning(CAPABILITY.KEY),
            row -> row.get(CAPABILITY.KEY));

    private record Registration(WorkspaceId workspace, Capability capability) {}

    private record Provider(WorkspaceId workspace, String extension) {}

    public Future<List<Capability>> all(Database database, WorkspaceId workspace) {
        return database.list(workspace, ALL.with(workspace));
    }

    public Future<List<Capability>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL.with(workspace));
    }

    public Future<Integer> insert(Tx tx, WorkspaceId workspace, Capability capability) {
        return tx.execute(INSERT.with(new Registration(workspace, capability)));
    }

    /** Removes what an extension provides and gives the keys. */
    public Future<List<String>> deleteOf(Tx tx, WorkspaceId workspace, String provider) {
        return tx.list(DELETE_OF_PROVIDER.with(new Provider(workspace, provider)));
    }

    private static Capability capability(ResultRow row) {
        return new Capability(
                row.get(CAPABILITY.KEY),
                new Semver(row.get(CAPABILITY.VERSION)),
                row.get(CAPABILITY.PROVIDER),
                row.json(CAPABILITY.INPUT),
                row.json(CAPABILITY.OUTPUT),
                row.instant(CAPABILITY.CREATED_AT));
    }
}
