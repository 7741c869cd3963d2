package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT_MEMORY;
import static dev.guildhall.db.Tables.AGENT_MESSAGE;
import static dev.guildhall.db.Tables.AGENT_PRESENCE;
import static dev.guildhall.db.Tables.AGENT_RUN;
import static dev.guildhall.db.Tables.AGENT_RUN_PART;
import static dev.guildhall.db.Tables.AGENT_SESSION;
import static dev.guildhall.db.Tables.AGENT_TOOL_RUN;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.update;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jooq.Record2;
import org.jooq.Select;

/**
 * Deletes what somebody had with agents for themselves, and what was remembered of them. Of what they said among others it
 * remains that something was said, and so of what was answered.
 */
public final class AgentErasure implements Erasing {

    private static final String ERASED = "[erased]";

    private static final Map<String, ParameterizedSql<UserId, Void>> STEPS = steps();

    private final Database database;

    public AgentErasure(Database database) {
        this.database = database;
    }

    private static Map<String, ParameterizedSql<UserId, Void>> steps() {
        var steps = new LinkedHashMap<String, ParameterizedSql<UserId, Void>>();
        steps.put(
                "agent_presence",
                ParameterizedSql.change(user -> deleteFrom(AGENT_PRESENCE).where(user.eq(AGENT_PRESENCE.USER_ID))));
        steps.put(
                "agent_memory",
                ParameterizedSql.change(user -> deleteFrom(AGENT_MEMORY).where(user.eq(AGENT_MEMORY.USER_ID))));
        steps.put(
                "agent_run_part",
                ParameterizedSql.change(user -> deleteFrom(AGENT_RUN_PART)
                        .where(row(AGENT_RUN_PART.WORKSPACE_ID, AGENT_RUN_PART.RUN_ID)
                                .in(runs(user)))));
        steps.put(
                "agent_tool_run",
                ParameterizedSql.change(user -> deleteFrom(AGENT_TOOL_RUN)
                        .where(row(AGENT_TOOL_RUN.WORKSPACE_ID, AGENT_TOOL_RUN.RUN_ID)
                                .in(runs(user)))));
        steps.put(
                "agent_session",
                ParameterizedSql.change(user -> deleteFrom(AGENT_SESSION).where(user.eq(AGENT_SESSION.USER_ID))));
        steps.put(
                "agent_message",
                ParameterizedSql.change(user -> update(AGENT_MESSAGE)
                        .set(AGENT_MESSAGE.CONTENT, inline(ERASED))
                        .set(AGENT_MESSAGE.CLIENT_KEY, inline((String) null))
                        .where(AGENT_MESSAGE.CONTENT.ne(inline(ERASED)))
                        .and(user.eq(AGENT_MESSAGE.USER_ID)
                                .or(row(AGENT_MESSAGE.WORKSPACE_ID, AGENT_MESSAGE.RUN_ID)
                                        .in(runs(user))))));
        return steps;
    }

    private static Select<Record2<UUID, UUID>> runs(Parameters<UserId> user) {
        return select(AGENT_RUN.WORKSPACE_ID, AGENT_RUN.ID).from(AGENT_RUN).where(user.eq(AGENT_RUN.USER_ID));
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return of.user()
                .map(user -> database.inTransaction(Tenant.PLATFORM, tx -> erase(tx, user)))
                .orElseGet(() -> Future.succeededFuture(Map.of()));
    }

    private static Future<Map<String, Long>> erase(Tx tx, UserId user) {
        var counts = new LinkedHashMap<String, Long>();
        var done = Future.<Map<String, Long>>succeededFuture(counts);
        for (var step : STEPS.entrySet()) {
            done = done.compose(before -> tx.execute(step.getValue().with(user)).map(rows -> {
                counts.put(step.getKey(), rows.longValue());
                return counts;
            }));
        }
        return done;
    }
}
