package dev.guildhall.oauth.internal;

import static dev.guildhall.db.Tables.OAUTH_CLIENT;
import static dev.guildhall.db.Tables.OAUTH_CODE;
import static dev.guildhall.db.Tables.OAUTH_CONSENT;

import dev.guildhall.core.archive.ArchivedTables;

/** Nothing of the module's tables goes into the archive of a workspace. */
public final class OauthArchive {

    public static final ArchivedTables TABLES = ArchivedTables.NONE.without(
            "it is of organizations and of the platform", OAUTH_CLIENT, OAUTH_CONSENT, OAUTH_CODE);

    private OauthArchive() {}
}
