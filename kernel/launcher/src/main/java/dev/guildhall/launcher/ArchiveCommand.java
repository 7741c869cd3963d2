package dev.guildhall.launcher;

import dev.guildhall.archive.Exported;
import dev.guildhall.archive.ImportRequest;
import dev.guildhall.archive.Imported;
import dev.guildhall.archive.Progress;
import java.nio.file.Path;

/** Takes workspaces out of the data and brings them in, while nodes serve or not. */
interface ArchiveCommand {

    /** @param workspace its key or id */
    Exported export(Configuration configuration, String workspace, Path file, Progress progress) throws Exception;

    Imported importArchive(Configuration configuration, ImportRequest request, Progress progress) throws Exception;

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
    };
}
