package dev.guildhall.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who PostgreSQL runs as, for it refuses to be root. An ordinary user runs it directly. Root hands it to the user the
 * data directory already belongs to, or else to {@code nobody}; where that user cannot reach the directories, PostgreSQL
 * runs in a user namespace of its own, in which root looks like nobody.
 *
 * <p>{@code prefix} goes before every PostgreSQL command; {@code uid} and {@code gid} must own its files, and are
 * negative when they are the caller's own.
 */
record ServerUser(List<String> prefix, int uid, int gid) {

    private static final Logger LOG = LoggerFactory.getLogger(ServerUser.class);
    private static final int NOBODY = 65534;

    /** Chooses by trying: the one returned has entered {@code parent} and run the server's binary. */
    static ServerUser choose(Binaries binaries, Path data) throws IOException {
        Path parent = data.toAbsolutePath().getParent();
        var failures = new ArrayList<String>();
        for (ServerUser candidate : candidates(data)) {
            var probe = candidate.probe(binaries, parent);
            if (probe.succeeded()) {
                return candidate;
            }
            LOG.debug("PostgreSQL cannot run as {}: {}", candidate, probe.output());
            failures.add(candidate.label() + ": " + probe.output());
        }
        throw new EmbeddedPostgresException("PostgreSQL cannot run here (" + String.join("; ", failures) + ")."
                + " Start Guildhall as an ordinary user that owns " + data
                + ", or give a PostgreSQL 15 or later of your own with --database-url.");
    }

    private static List<ServerUser> candidates(Path data) throws IOException {
        if (!"0".equals(Command.of("id", "-u").run().output())) {
            return List.of(new ServerUser(List.of(), -1, -1));
        }
        boolean owned = Files.exists(data) && FileTree.uidOf(data) != 0;
        int uid = owned ? FileTree.uidOf(data) : NOBODY;
        int gid = owned ? FileTree.gidOf(data) : NOBODY;
        return List.of(
                new ServerUser(
                        List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--"), uid, gid),
                new ServerUser(List.of("unshare", "-U", "--"), 0, 0));
    }

    private Command.Outcome probe(Binaries binaries, Path parent) {
        return command(
                        "sh",
                        "-c",
                        "cd \"$1\" && exec \"$2\" --version",
                        "sh",
                        parent.toString(),
                        binaries.program("postgres"))
                .run();
    }

    private String label() {
        return prefix.isEmpty() ? "as this user" : prefix.get(0);
    }

    Command command(String... words) {
        return Command.of(prefix, words);
    }

    /** Gives one new file or directory to this user. */
    void own(Path path) throws IOException {
        if (uid >= 0) {
            FileTree.chownOne(path, uid, gid);
        }
    }

    /** Gives a whole tree to this user when its top is not theirs already. */
    void ownTree(Path root) throws IOException {
        if (uid >= 0 && FileTree.uidOf(root) != uid) {
            FileTree.chown(root, uid, gid);
        }
    }
}
