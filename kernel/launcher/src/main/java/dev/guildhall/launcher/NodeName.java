package dev.guildhall.launcher;

import dev.guildhall.core.id.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * What tells this node from the others of its database. It is kept in the data directory: a number of the process would
 * be shared by every container, and be another one after a crash, whose leases would then have to run out first.
 */
final class NodeName {

    private static final String FILE = "node.name";
    private static final Pattern WHOLE = Pattern.compile("node-[0-9a-f-]{36}");

    private NodeName() {}

    /** The name kept in a directory, which is made when there is none yet. */
    static String in(Path directory) throws IOException {
        var file = directory.resolve(FILE);
        if (Files.exists(file)) {
            var kept = Files.readString(file).strip();
            if (WHOLE.matcher(kept).matches()) {
                return kept;
            }
        }
        var made = "node-" + Ids.next();
        // A crash must not leave half a name.
        var written = Files.writeString(directory.resolve(FILE + ".new"), made + "\n");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return made;
    }
}
