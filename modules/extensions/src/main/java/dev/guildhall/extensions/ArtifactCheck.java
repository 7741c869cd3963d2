package dev.guildhall.extensions;

import dev.guildhall.core.error.Problem;
import dev.guildhall.events.EventType;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionArchiveError;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.membership.Permissions;
import java.util.ArrayList;

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
        if (manifest.runtime() != ExtensionManifest.Runtime.IN_PROCESS) {
            throw ExtensionError.RUNTIME_UNSUPPORTED.onField(
                    "runtime", "This version of the platform runs extensions of the runtime IN_PROCESS only.");
        }
        var faults = new ArrayList<Problem.Detail>();
        for (var index = 0; index < manifest.permissions().size(); index++) {
            var permission = manifest.permissions().get(index);
            if (Permissions.named(permission).isEmpty()) {
                faults.add(new Problem.Detail(
                        "permissions." + index, "there is no permission " + permission + "; see GET /api/permissions"));
            }
        }
        for (var index = 0; index < manifest.publishesEvents().size(); index++) {
            var pattern = manifest.publishesEvents().get(index).toString();
            if (EventType.isReserved(pattern)) {
                faults.add(new Problem.Detail(
                        "publishesEvents." + index, "events of the type " + pattern + " are the platform's own"));
            }
        }
        if (!faults.isEmpty()) {
            throw ExtensionArchiveError.MANIFEST_INVALID
                    .because(ExtensionManifest.FILE + " is invalid: "
                            + faults.get(0).message())
                    .withDetails(faults);
        }
    }
}
