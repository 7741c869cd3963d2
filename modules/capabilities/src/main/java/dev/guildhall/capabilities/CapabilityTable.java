package dev.guildhall.capabilities;

import static dev.guildhall.db.Tables.CAPABILITY;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.JSONB;
import org.semver4j.Semver;

/** All SQL on the table {@code capability}. */
final class CapabilityTable {

    private static final Sql<Capability> ALL = Sql.rows(
            select(
                            CAPABILITY.KEY,
                            CAPABILITY.VERSION,
                            CAPABILITY.PROVIDER,
                            CAPABILITY.INPUT,
                            CAPABILITY.OUTPUT,
                            CAPABILITY.CREATED_AT)
                    .from(CAPABILITY)
                    .where(CAPABILITY.WORKSPACE_ID.eq(Sql.bind(UUID.class))),
            CapabilityTable::capability);

    private static final Sql<Void> INSERT = Sql.change(insertInto(CAPABILITY)
            .columns(
                    CAPABILITY.WORKSPACE_ID,
                    CAPABILITY.KEY,
                    CAPABILITY.VERSION,
                    CAPABILITY.PROVIDER,
                    CAPABILITY.INPUT,
                    CAPABILITY.OUTPUT,
                    CAPABILITY.CREATED_AT)
            .values(
                    Sql.bind(UUID.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(String.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(JSONB.class),
                    Sql.bind(OffsetDateTime.class)));

    private static final Sql<String> DELETE_OF_PROVIDER = Sql.rows(
            deleteFrom(CAPABILITY)
                    .where(CAPABILITY.WORKSPACE_ID.eq(Sql.bind(UUID.class)))
                    .and(CAPABILITY.PROVIDER.eq(Sql.bind(String.class)))
                    .returning(CAPABILITY.KEY),
            row -> row.get(CAPABILITY.KEY));

    Future<List<Capability>> all(Database database, WorkspaceId workspace) {
        return database.list(Scope.of(workspace), ALL, workspace);
    }

    Future<List<Capability>> all(Tx tx, WorkspaceId workspace) {
        return tx.list(ALL, workspace);
    }

    Future<Integer> insert(Tx tx, WorkspaceId workspace, Capability capability) {
        return tx.execute(
                INSERT,
                workspace,
                capability.key(),
                capability.version().getVersion(),
                capability.provider(),
                capability.input(),
                capability.output(),
                capability.createdAt());
    }

    /** Removes what an extension provides and gives the keys. */
    Future<List<String>> deleteOf(Tx tx, WorkspaceId workspace, String provider) {
        return tx.list(DELETE_OF_PROVIDER, workspace, provider);
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
