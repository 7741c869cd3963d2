package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_GRANT;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.guildhall.agents.AgentGrant;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** All SQL on the table {@code agent_grant}. */
public final class AgentGrantTable {

    /** How many grants one workspace uses; of more, the oldest. */
    static final int MOST_RECEIVED = 500;

    public static final ListFields<AgentGrant> LIST = ListFields.<AgentGrant>named("grants")
            .filterable("agentKey", text(), AGENT_GRANT.AGENT_KEY)
            .sortable("createdAt", timestamp(), AGENT_GRANT.CREATED_AT, AgentGrant::createdAt)
            .defaultOrder("createdAt")
            .id("id", uuid(), AGENT_GRANT.ID, AgentGrant::id);

    static final Columns<AgentGrant> COLUMNS = Columns.of(AGENT_GRANT.ID, AgentGrant::id)
            .and(AGENT_GRANT.WORKSPACE_ID, AgentGrant::workspace)
            .and(AGENT_GRANT.AGENT_KEY, AgentGrant::agentKey)
            .and(AGENT_GRANT.RECEIVER_ID, AgentGrant::receiver)
            .and(AGENT_GRANT.READONLY, AgentGrant::readonly)
            .and(AGENT_GRANT.EXPIRES_AT, AgentGrant::expiresAt)
            .and(AGENT_GRANT.GRANTED_BY, grant -> grant.grantedBy().text())
            .and(AGENT_GRANT.CREATED_AT, AgentGrant::createdAt);

    private static final Field<Integer> GRANTS = DSL.count().as("grants");

    private static final ParameterizedSql<AgentGrant, Void> INSERT =
            ParameterizedSql.change(grant -> insertInto(AGENT_GRANT).set(grant.values(COLUMNS)));

    private static final ParameterizedSql<UUID, AgentGrant> LOCK = ParameterizedSql.rows(
            id -> select(COLUMNS.fields())
                    .from(AGENT_GRANT)
                    .where(id.eq(AGENT_GRANT.ID))
                    .forUpdate(),
            row -> grant(row, UnaryOperator.identity()));

    private static final ParameterizedSql<UUID, Void> DELETE =
            ParameterizedSql.change(id -> deleteFrom(AGENT_GRANT).where(id.eq(AGENT_GRANT.ID)));

    private static final ParameterizedSql<WorkspaceId, Integer> COUNT = ParameterizedSql.rows(
            workspace -> select(GRANTS).from(AGENT_GRANT).where(workspace.eq(AGENT_GRANT.WORKSPACE_ID)),
            row -> row.get(GRANTS));

    /** A page of what a workspace grants to others. */
    public Future<Page<AgentGrant>> given(Database database, WorkspaceId workspace, PageRequest<AgentGrant> page) {
        return list(database, workspace, AGENT_GRANT.WORKSPACE_ID, workspace, page);
    }

    /** A page of what others grant to a workspace. */
    public Future<Page<AgentGrant>> received(Database database, WorkspaceId workspace, PageRequest<AgentGrant> page) {
        return list(database, Tenant.PLATFORM, AGENT_GRANT.RECEIVER_ID, workspace, page);
    }

    private static Future<Page<AgentGrant>> list(
            Database database, Tenant scope, Field<UUID> side, WorkspaceId workspace, PageRequest<AgentGrant> page) {
        return page.read(
                database,
                scope,
                asked -> select(COLUMNS.fields())
                        .from(AGENT_GRANT)
                        .where(side.eq(workspace.value()))
                        .and(asked.condition())
                        .orderBy(asked.orderBy())
                        .limit(inline(asked.limit())),
                row -> grant(row, UnaryOperator.identity()));
    }

    public Future<Integer> count(Tx tx, WorkspaceId workspace) {
        return tx.first(COUNT.with(workspace)).map(Optional::orElseThrow);
    }

    public Future<Integer> insert(Tx tx, AgentGrant grant) {
        return tx.execute(INSERT.with(grant));
    }

    /** The grant, its row locked until the transaction ends; of whichever workspace the transaction sees. */
    public Future<Optional<AgentGrant>> lock(Tx tx, UUID id) {
        return tx.first(LOCK.with(id));
    }

    public Future<Integer> delete(Tx tx, UUID id) {
        return tx.execute(DELETE.with(id));
    }

    /** @param named what a column is called in the row */
    static AgentGrant grant(ResultRow row, UnaryOperator<String> named) {
        return new AgentGrant(
                row.get(as(AGENT_GRANT.ID, named)),
                new WorkspaceId(row.get(as(AGENT_GRANT.WORKSPACE_ID, named))),
                row.get(as(AGENT_GRANT.AGENT_KEY, named)),
                new WorkspaceId(row.get(as(AGENT_GRANT.RECEIVER_ID, named))),
                row.get(as(AGENT_GRANT.READONLY, named)),
                Optional.ofNullable(row.instant(as(AGENT_GRANT.EXPIRES_AT, named))),
                Principal.parse(row.get(as(AGENT_GRANT.GRANTED_BY, named))),
                row.instant(as(AGENT_GRANT.CREATED_AT, named)));
    }

    private static <T> Field<T> as(Field<T> column, UnaryOperator<String> named) {
        return DSL.field(DSL.name(named.apply(column.getName())), column.getDataType());
    }
}
