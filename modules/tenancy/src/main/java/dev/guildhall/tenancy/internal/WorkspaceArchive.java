package dev.guildhall.tenancy.internal;

import static dev.guildhall.db.Tables.WORKSPACE;
import static dev.guildhall.db.Tables.WORKSPACE_USAGE;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;

/** What of the module's tables goes into the archive of a workspace. */
public final class WorkspaceArchive {

    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .with(ArchivedTable.of(WORKSPACE, WORKSPACE.ID)
                    .byAccount(WORKSPACE.CREATOR_ID)
                    .without("it is computed", WORKSPACE.OWNER_ROLE)
                    .without("a workspace comes as one of no organization", WORKSPACE.ORGANIZATION_ID)
                    .without("an application calls each of its workspaces otherwise", WORKSPACE.EXTERNAL_ID)
                    .replacing(WORKSPACE.KEY, (row, workspace) -> workspace.key()))
            .without("what was used there was used there", WORKSPACE_USAGE);

    private WorkspaceArchive() {}
}
