package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.CUSTOM_ROLE;
import static dev.guildhall.db.Tables.DECLARED_PERMISSION;
import static dev.guildhall.db.Tables.INVITATION;
import static dev.guildhall.db.Tables.MEMBER;
import static dev.guildhall.db.Tables.SUPPORT_VISIT;
import static dev.guildhall.db.Tables.TEAM_GRANT;
import static dev.guildhall.db.Tables.WITHDRAWN_PERMISSION;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;

/** What of the module's tables goes into the archive of a workspace. */
public final class MembershipArchive {

    /** The names and addresses of members tell whose accounts they are; where they come, they are those of the accounts. */
    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .with(ArchivedTable.of(CUSTOM_ROLE, CUSTOM_ROLE.WORKSPACE_ID).identifiedBy(CUSTOM_ROLE.ID))
            .with(ArchivedTable.of(DECLARED_PERMISSION, DECLARED_PERMISSION.WORKSPACE_ID))
            .with(ArchivedTable.of(WITHDRAWN_PERMISSION, WITHDRAWN_PERMISSION.WORKSPACE_ID))
            .with(ArchivedTable.of(MEMBER, MEMBER.WORKSPACE_ID))
            .without("the links that were sent lead to where they were sent from", INVITATION)
            .without("the teams are those of an organization", TEAM_GRANT)
            .without("it is over when a session is", SUPPORT_VISIT);

    private MembershipArchive() {}
}
