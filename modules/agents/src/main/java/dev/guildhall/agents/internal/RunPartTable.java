package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_RUN_PART;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.query;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** All SQL on the table {@code agent_run_part}. */
final class RunPartTable {

    /** What an answer in the making says next. */
    record Part(WorkspaceId workspace, UUID run, int number, String content) {}

    /** How much of a run's answer is known. */
    record Known(WorkspaceId workspace, UUID run, int number) {}

    private record OfRun(WorkspaceId workspace, UUID run) {}

    private static final ParameterizedSql<Part, Void> INSERT =
            ParameterizedSql.change(part -> insertInto(AGENT_RUN_PART)
                    .set(AGENT_RUN_PART.WORKSPACE_ID, part.value(AGENT_RUN_PART.WORKSPACE_ID, Part::workspace))
                    .set(AGENT_RUN_PART.RUN_ID, part.value(AGENT_RUN_PART.RUN_ID, Part::run))
                    .set(AGENT_RUN_PART.NUMBER, part.value(AGENT_RUN_PART.NUMBER, Part::number))
                    .set(AGENT_RUN_PART.CONTENT, part.value(AGENT_RUN_PART.CONTENT, Part::content)));

    private static final ParameterizedSql<Collection<Known>, Part> AFTER = ParameterizedSql.rows(
            known -> resultQuery(
                    """
                    select p.workspace_id, p.run_id, p.number, p.content
                      from unnest({0}, {1}, {2}) as w (workspace_id, run_id, number)
                      join guildhall.agent_run_part p
                        on p.workspace_id = w.workspace_id and p.run_id = w.run_id and p.number > w.number
                     order by p.run_id, p.number
                     limit 1000
                    """,
                    known.value(
                            UUID[].class,
                            all -> all.stream()
                                    .map(one -> one.workspace().value())
                                    .toArray(UUID[]::new)),
                    known.value(
                            UUID[].class, all -> all.stream().map(Known::run).toArray(UUID[]::new)),
                    known.value(
                            Integer[].class,
                            all -> all.stream().map(Known::number).toArray(Integer[]::new))),
            row -> new Part(
                    new WorkspaceId(row.get(AGENT_RUN_PART.WORKSPACE_ID)),
                    row.get(AGENT_RUN_PART.RUN_ID),
                    row.get(AGENT_RUN_PART.NUMBER),
                    row.get(AGENT_RUN_PART.CONTENT)));

    private static final ParameterizedSql<OfRun, Void> DELETE = ParameterizedSql.change(of -> deleteFrom(AGENT_RUN_PART)
            .where(of.eq(AGENT_RUN_PART.WORKSPACE_ID, OfRun::workspace))
            .and(of.eq(AGENT_RUN_PART.RUN_ID, OfRun::run)));

    // What was on its way when its run ended.
    private static final Sql<Void> FORGET =
            Sql.change(query("delete from guildhall.agent_run_part where created_at < now() - interval '1 hour'"));

    Future<Void> insert(Database database, Part part) {
        return database.inTransaction(part.workspace(), tx -> tx.execute(INSERT.with(part)))
                .mapEmpty();
    }

    /** What comes after what is known of some runs, of whichever workspaces; in the order in which it was said. */
    Future<List<Part>> after(Database database, Collection<Known> known) {
        return database.list(Tenant.PLATFORM, AFTER.with(known));
    }

    Future<Void> delete(Tx tx, WorkspaceId workspace, UUID run) {
        return tx.execute(DELETE.with(new OfRun(workspace, run))).mapEmpty();
    }

    /** Forgets what is too old for any run. */
    Future<Void> forgetOld(Database database) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET)).mapEmpty();
    }
}
