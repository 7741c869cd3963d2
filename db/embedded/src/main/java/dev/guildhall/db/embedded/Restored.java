package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a data directory lacks that was carried by something that leaves out empty folders and knows no permissions, such
 * as an archive, an object store or a version control.
 */
final class Restored {

    private static final Logger LOG = LoggerFactory.getLogger(Restored.class);

    /** They may be empty in a server that was stopped, so that an empty one is as good as the original. */
    private static final List<String> MAY_BE_EMPTY = List.of(
            "pg_commit_ts",
            "pg_dynshmem",
            "pg_notify",
            "pg_replslot",
            "pg_serial",
            "pg_snapshots",
            "pg_stat",
            "pg_stat_tmp",
            "pg_tblspc",
            "pg_twophase",
            "pg_logical",
            "pg_logical/mappings",
            "pg_logical/snapshots",
            "pg_wal/archive_status",
            "pg_wal/summaries");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> GROUP_READS = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");

    private Restored() {}

    static void complete(Path data, ServerUser user) throws IOException {
        for (String name : MAY_BE_EMPTY) {
            Path folder = data.resolve(name);
            if (!Files.exists(folder) && Files.isDirectory(folder.getParent())) {
                user.own(Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY)));
                LOG.warn("Made the folder {}, which a data directory has even when it is empty", folder);
            }
        }
        // PostgreSQL refuses to start where others may look in.
        permit(data, OWNER_ONLY, GROUP_READS);
        permit(data.resolve(DataDirectory.PASSWORD_FILE), SECRET, SECRET);
    }

    private static void permit(Path path, Set<PosixFilePermission> wanted, Set<PosixFilePermission> allowed)
            throws IOException {
        Set<PosixFilePermission> present = Files.getPosixFilePermissions(path);
        if (!present.equals(wanted) && !present.equals(allowed)) {
            Files.setPosixFilePermissions(path, wanted);
            LOG.warn("Changed the permissions of {} to {}", path, PosixFilePermissions.toString(wanted));
        }
    }
}
