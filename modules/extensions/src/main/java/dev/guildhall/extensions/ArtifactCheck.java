package dev.guildhall.extensions;

import dev.guildhall.extensions.internal.marketplace.UploadRules;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionArchiveError;
import dev.guildhall.host.ExtensionManifest;

/** What an artifact must be like, for uploads and for authors before they upload. */
public final class ArtifactCheck {

    private ArtifactCheck() {}

    /** Reads an artifact; throws a problem that names everything at fault. Blocks. */
    public static ExtensionArchive read(byte[] artifact, ArchiveRules rules) {
        var archive = ExtensionArchive.read(artifact, rules);
        requireSupported(archive.manifest());
        return archive;
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
