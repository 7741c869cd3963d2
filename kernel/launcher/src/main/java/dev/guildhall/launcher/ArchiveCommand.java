package dev.guildhall.launcher;

import dev.guildhall.archive.Exported;
import dev.guildhall.archive.ImportRequest;
import dev.guildhall.archive.Imported;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.Receipt;
import dev.guildhall.core.erasure.Traces.Kind;
import dev.guildhall.core.secret.SecretBox;
import java.nio.file.Path;
import java.util.Optional;

/** Takes workspaces out of the data, brings them in, and erases them and persons, while nodes serve or not. */
interface ArchiveCommand {

    /** @param workspace its key or id */
    Exported export(Configuration configuration, String workspace, Path file, Progress progress) throws Exception;

    Imported importArchive(Configuration configuration, ImportRequest request, Progress progress) throws Exception;

    /**
     * Erases a person or a workspace.
     *
     * @param subject the person's address or id, or the workspace's key or id
     */
    Receipt erase(Configuration configuration, Kind kind, String subject, Optional<String> reason) throws Exception;

    /** The public key, in Base64, of what the server signs archives and receipts with. */
    String ownKey(Configuration configuration) throws Exception;

    /** On the data that the configuration names. */
    ArchiveCommand ON_DATA = new ArchiveCommand() {
        @Override
        public Exported export(Configuration configuration, String workspace, Path file, Progress progress)
                throws Exception {
            return StoppedNode.export(configuration, workspace, file, progress);
        }

        @Override
        public Imported importArchive(Configuration configuration, ImportRequest request, Progress progress)
                throws Exception {
            return StoppedNode.importArchive(configuration, request, progress);
        }

        @Override
        public Receipt erase(Configuration configuration, Kind kind, String subject, Optional<String> reason)
                throws Exception {
            return StoppedNode.erase(configuration, kind, subject, reason);
        }

        @Override
        public String ownKey(Configuration configuration) throws Exception {
            try (var key = NodeKey.of(configuration)) {
                return Receipt.keyOf(new SecretBox(key.key()));
            }
        }
    };
}
