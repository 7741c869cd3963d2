package dev.guildhall.identity.internal;

import static dev.guildhall.db.Tables.PERSONAL_ACCESS_TOKEN;
import static dev.guildhall.db.Tables.SIGN_IN_POLICY;
import static dev.guildhall.db.Tables.USER_SESSION;

import dev.guildhall.core.archive.ArchivedTables;

/** Nothing of the module's tables goes into the archive of a workspace. */
public final class IdentityArchive {

    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .without("who has a credential has it where it was made", PERSONAL_ACCESS_TOKEN, USER_SESSION)
            .without("it is a rule of organizations and of the platform", SIGN_IN_POLICY);

    private IdentityArchive() {}
}
