package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT;
import static dev.guildhall.db.Tables.AGENT_GRANT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.agents.Agent;
import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.ResultRow;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;

/** All SQL on the table {@code agent}. */
public final class AgentTable {

    private static final Columns<Agent> CHANGEABLE = Columns.of(AGENT.NAME, Agent::name)
            .and(AGENT.INSTRUCTIONS, Agent::instructions)
            .and(AGENT.PROVIDER, Agent::provider)
            .and(AGENT.MODEL, Agent::model)
            .and(AGENT.PARAMETERS, Agent::parameters)
            .and(AGENT.TOOLS, agent -> agent.tools().toArray(String[]::new))
            .and(AGENT.ENABLED, Agent::enabled)
            .and(AGENT.REVISION, Agent::revision)
            .and(AGENT.UPDATED_AT, Agent::updatedAt);

    private static final Columns<Agent> COLUMNS =
            CHANGEABLE.and(AGENT.KEY, Agent::key).and(AGENT.CREATED_AT, Agent::createdAt);

    private record Key(Tenant tenant, String key) {}

    private record Kept(Tenant tenant, Agent agent) {}

    private static final ParameterizedSql<Tenant, Agent> ALL = ParameterizedSql.rows(
            tenant -> select(COLUMNS.fields()).from(AGENT).where(tenant.eq(AGENT.TENANT_ID)), AgentTable::agent);

    private static final ParameterizedSql<Key, Agent> LOCK = ParameterizedSql.rows(
            key -> select(COLUMNS.fields())
                    .from(AGENT)
                    .where(is(key, Key::tenant, Key::key))
                    .forUpdate(),
            AgentTable::agent);

    private static final ParameterizedSql<Kept, Void> INSERT = ParameterizedSql.change(kept -> insertInto(AGENT)
            .set(AGENT.TENANT_ID, kept.value(AGENT.TENANT_ID, Kept::tenant))
            .set(kept.values(COLUMNS, Kept::agent)));

    private static final ParameterizedSql<Kept, Void> WRITE = ParameterizedSql.change(kept -> update(AGENT)
            .set(kept.values(CHANGEABLE, Kept::agent))
            .where(is(kept, Kept::tenant, it -> it.agent().key())));

    private static final ParameterizedSql<Key, Void> DELETE =
            ParameterizedSql.change(key -> deleteFrom(AGENT).where(is(key, Key::tenant, Key::key)));

    // Past the workspaces' own scopes: each row is of one workspace, and what it grants is another's to see.
    private static final ParameterizedSql<WorkspaceId, GrantedAgent> GRANTED = ParameterizedSql.rows(
            receiver -> select(COLUMNS.fields())
                    .select(AgentGrantTable.COLUMNS.fields().stream()
                            .map(column -> column.as(grantColumn(column.getName())))
                            .toList())
                    .from(AGENT_GRANT)
                    .join(AGENT)
                    .on(AGENT.TENANT_ID.eq(AGENT_GRANT.WORKSPACE_ID))
                    .and(AGENT.KEY.eq(AGENT_GRANT.AGENT_KEY))
                    .where(receiver.eq(AGENT_GRANT.RECEIVER_ID))
                    .orderBy(AGENT_GRANT.CREATED_AT, AGENT_GRANT.ID)
                    .limit(inline(AgentGrantTable.MOST_RECEIVED)),
            row -> new GrantedAgent(agent(row), AgentGrantTable.grant(row, AgentTable::grantColumn)));

    private static String grantColumn(String name) {
        return "grant_" + name;
    }

    /** All of a workspace's own, or all of the platform's. */
    public Future<List<Agent>> all(Database database, Tenant tenant) {
        return database.list(tenant, ALL.with(tenant));
    }

    public Future<List<Agent>> all(Tx tx, Tenant tenant) {
        return tx.list(ALL.with(tenant));
    }

    /** What other workspaces grant to one, the oldest grants first, be they expired or not. */
    public Future<List<GrantedAgent>> granted(Database database, WorkspaceId receiver) {
        return database.list(Tenant.PLATFORM, GRANTED.with(receiver));
    }

    /** The agent, its row locked until the transaction ends. */
    public Future<Optional<Agent>> lock(Tx tx, Tenant tenant, String key) {
        return tx.first(LOCK.with(new Key(tenant, key)));
    }

    public Future<Integer> insert(Tx tx, Tenant tenant, Agent agent) {
        return tx.execute(INSERT.with(new Kept(tenant, agent)));
    }

    public Future<Integer> write(Tx tx, Tenant tenant, Agent agent) {
        return tx.execute(WRITE.with(new Kept(tenant, agent)));
    }

    public Future<Integer> delete(Tx tx, Tenant tenant, String key) {
        return tx.execute(DELETE.with(new Key(tenant, key)));
    }

    private static <A> Condition is(Parameters<A> argument, Function<A, Tenant> tenant, Function<A, String> key) {
        return argument.eq(AGENT.TENANT_ID, tenant).and(argument.eq(AGENT.KEY, key));
    }

    private static Agent agent(ResultRow row) {
        return new Agent(
                row.get(AGENT.KEY),
                row.get(AGENT.NAME),
                Optional.ofNullable(row.get(AGENT.INSTRUCTIONS)),
                row.get(AGENT.PROVIDER),
                row.get(AGENT.MODEL),
                row.json(AGENT.PARAMETERS),
                Arrays.asList(row.get(AGENT.TOOLS)),
                row.get(AGENT.ENABLED),
                row.get(AGENT.REVISION),
                row.instant(AGENT.CREATED_AT),
                row.instant(AGENT.UPDATED_AT));
    }
}
