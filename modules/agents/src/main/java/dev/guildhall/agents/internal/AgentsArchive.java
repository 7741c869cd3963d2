package dev.guildhall.agents.internal;

import static dev.guildhall.db.Tables.AGENT;
import static dev.guildhall.db.Tables.AGENT_BUDGET;
import static dev.guildhall.db.Tables.AGENT_GRANT;
import static dev.guildhall.db.Tables.AGENT_MEMORY;
import static dev.guildhall.db.Tables.AGENT_MESSAGE;
import static dev.guildhall.db.Tables.AGENT_PRESENCE;
import static dev.guildhall.db.Tables.AGENT_RESTRICTION;
import static dev.guildhall.db.Tables.AGENT_RUN;
import static dev.guildhall.db.Tables.AGENT_RUN_PART;
import static dev.guildhall.db.Tables.AGENT_SESSION;
import static dev.guildhall.db.Tables.AGENT_TOOL_RUN;
import static dev.guildhall.db.Tables.AGENT_USAGE;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import org.jooq.Condition;

/** What of the module's tables goes into the archive of a workspace. */
public final class AgentsArchive {

    /** What is about to be answered is answered where it was asked. */
    private static final Condition ENDED = AGENT_RUN.FINISHED_AT.isNotNull();

    @SuppressWarnings("deprecation") // jOOQ has no type for words that are searched.
    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .with(ArchivedTable.of(AGENT, AGENT.TENANT_ID).without("it is computed", AGENT.OF_WORKSPACE))
            .with(ArchivedTable.of(AGENT_RESTRICTION, AGENT_RESTRICTION.WORKSPACE_ID))
            .with(ArchivedTable.of(AGENT_BUDGET, AGENT_BUDGET.WORKSPACE_ID))
            .with(ArchivedTable.of(AGENT_USAGE, AGENT_USAGE.WORKSPACE_ID))
            .with(ArchivedTable.of(AGENT_MEMORY, AGENT_MEMORY.WORKSPACE_ID)
                    .numberedBy(AGENT_MEMORY.ID)
                    .without("it is computed", AGENT_MEMORY.WORDS))
            .with(ArchivedTable.of(AGENT_SESSION, AGENT_SESSION.WORKSPACE_ID).identifiedBy(AGENT_SESSION.ID))
            .with(ArchivedTable.of(AGENT_RUN, AGENT_RUN.WORKSPACE_ID)
                    .identifiedBy(AGENT_RUN.ID)
                    .without("nobody works on it any more", AGENT_RUN.LEASE_OWNER, AGENT_RUN.LEASE_ID)
                    .where(ENDED))
            .with(ArchivedTable.of(AGENT_MESSAGE, AGENT_MESSAGE.WORKSPACE_ID).numberedBy(AGENT_MESSAGE.ID))
            .with(ArchivedTable.of(AGENT_TOOL_RUN, AGENT_TOOL_RUN.WORKSPACE_ID)
                    .where(AGENT_TOOL_RUN.RUN_ID.in(select(AGENT_RUN.ID)
                            .from(AGENT_RUN)
                            .where(AGENT_RUN.WORKSPACE_ID.eq(AGENT_TOOL_RUN.WORKSPACE_ID))
                            .and(ENDED))))
            .without("answers in the making are made where they were asked for", AGENT_RUN_PART)
            .without("who is there is there", AGENT_PRESENCE)
            .without("it is between two workspaces", AGENT_GRANT);

    private AgentsArchive() {}
}
