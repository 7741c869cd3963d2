package dev.guildhall.audit.internal;

import static dev.guildhall.db.Tables.AUDIT_ENTRY;
import static dev.guildhall.db.Tables.AUDIT_HEAD;

import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;

/** What of the module's tables goes into the archive of a workspace: a chain that was made elsewhere is not gone on with. */
public final class AuditArchive {

    public static final ArchivedTables TABLES = ArchivedTables.NONE
            .with(ArchivedTable.of(AUDIT_HEAD, AUDIT_HEAD.TENANT_ID)
                    .without("it is that of a workspace which is there", AUDIT_HEAD.TENANT_KIND, AUDIT_HEAD.CLOSED_AT)
                    .asRecord())
            .with(ArchivedTable.of(AUDIT_ENTRY, AUDIT_ENTRY.TENANT_ID)
                    .without(
                            "it repeats what the content says",
                            AUDIT_ENTRY.ACTOR,
                            AUDIT_ENTRY.CREDENTIAL_KIND,
                            AUDIT_ENTRY.CREDENTIAL,
                            AUDIT_ENTRY.ADDRESS,
                            AUDIT_ENTRY.ACTION,
                            AUDIT_ENTRY.SUBJECT)
                    .asRecord());

    private AuditArchive() {}
}
