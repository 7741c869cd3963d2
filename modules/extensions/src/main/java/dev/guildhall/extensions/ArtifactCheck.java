package dev.guildhall.extensions;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ForeignSessions;
import dev.guildhall.extensions.internal.installation.Migrations;
import dev.guildhall.extensions.internal.marketplace.UploadRules;
import dev.guildhall.extensions.internal.storage.MigrationTrials;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionArchiveError;
import dev.guildhall.host.ExtensionManifest;
import io.vertx.core.Future;

/** What an artifact must be like, for uploads and for authors before they upload. */
public final class ArtifactCheck {

    private ArtifactCheck() {}

    /** Reads an artifact; throws a problem that names everything at fault. Blocks. */
    public static ExtensionArchive read(byte[] artifact, ArchiveRules rules) {
        var archive = ExtensionArchive.read(artifact, rules);
        requireSupported(archive.manifest());
        return archive;
    }

    /** Runs an artifact's migrations in a database where nothing of it is, and leaves nothing; fails with what is at fault. */
    public static Future<Void> tryMigrations(Database database, ForeignSessions sessions, ExtensionArchive archive) {
        return Migrations.tryAll(new MigrationTrials(database, sessions), archive);
    }

    private static void requireSupported(ExtensionManifest manifest) {
        var faults = new UploadRules(manifest).faults();
        if (!faults.isEmpty()) {
            throw ExtensionArchiveError.MANIFEST_INVALID
                    .because(ExtensionManifest.FILE + " is invalid: "
                            + faults.get(0).message())
                    .withDetails(faults);
        }
    }
}
