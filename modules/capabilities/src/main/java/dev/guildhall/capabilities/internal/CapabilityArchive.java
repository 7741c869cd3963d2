package dev.guildhall.capabilities.internal;

import static dev.guildhall.db.Tables.CAPABILITY;
import static dev.guildhall.db.Tables.CAPABILITY_BINDING;
import static dev.guildhall.db.Tables.CAPABILITY_ENDPOINT;

import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTable;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.archive.Newcomer;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.events.WebhookSecret;
import io.vertx.core.Future;
import java.util.List;
import org.jooq.impl.DSL;

/** What of the module's tables goes into the archive of a workspace. Calls by URL get another secret where they come. */
public final class CapabilityArchive implements ArchiveLifecycle {

    private static final ParameterizedSql<WorkspaceId, String> BY_URL = ParameterizedSql.rows(
            workspace -> DSL.selectDistinct(CAPABILITY_ENDPOINT.KEY)
                    .from(CAPABILITY_ENDPOINT)
                    .where(workspace.eq(CAPABILITY_ENDPOINT.WORKSPACE_ID, WorkspaceId::value))
                    .orderBy(CAPABILITY_ENDPOINT.KEY),
            row -> row.get(CAPABILITY_ENDPOINT.KEY));

    private final SecretBox box;
    private final EndpointSecrets secrets;

    public CapabilityArchive(SecretBox box, EndpointSecrets secrets) {
        this.box = box;
        this.secrets = secrets;
    }

    public ArchivedTables tables() {
        return ArchivedTables.NONE
                .with(ArchivedTable.of(CAPABILITY, CAPABILITY.WORKSPACE_ID))
                .with(ArchivedTable.of(CAPABILITY_BINDING, CAPABILITY_BINDING.WORKSPACE_ID))
                .with(ArchivedTable.of(CAPABILITY_ENDPOINT, CAPABILITY_ENDPOINT.WORKSPACE_ID)
                        .without(
                                "secrets are not written down outside",
                                CAPABILITY_ENDPOINT.FORMER_SECRETS,
                                CAPABILITY_ENDPOINT.FORMER_SECRETS_UNTIL)
                        .replacing(
                                CAPABILITY_ENDPOINT.SECRET,
                                (row, workspace) -> secret(workspace.id(), row.getString("key"))));
    }

    // The versions of a capability share theirs.
    private String secret(WorkspaceId workspace, String key) {
        var bytes = box.derive("imported-capability/" + workspace + "/" + key);
        return secrets.seal(workspace, key, WebhookSecret.of(bytes).reveal());
    }

    @Override
    public Future<List<String>> imported(Tx tx, Newcomer workspace) {
        return tx.list(BY_URL.with(workspace.id()))
                .map(keys -> keys.isEmpty()
                        ? List.of()
                        : List.of("Calls of " + String.join(", ", keys)
                                + " are signed with other secrets than before: rotate"
                                + " them, and give them to whoever answers."));
    }
}
