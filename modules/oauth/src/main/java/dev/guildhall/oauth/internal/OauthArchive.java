package dev.guildhall.oauth.internal;

import static dev.guildhall.db.Tables.OAUTH_CLIENT;

import dev.guildhall.core.archive.ArchivedTables;

/** Nothing of the module's tables goes into the archive of a workspace. */
public final class OauthArchive {

    public static final ArchivedTables TABLES =
            ArchivedTables.NONE.without("it is of organizations and of the platform", OAUTH_CLIENT);

    private OauthArchive() {}
}
