package dev.guildhall.launcher;

import dev.guildhall.core.secret.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The master key that a node starts with. One that it has made is gone again when the database turns out to have
 * another, or cannot be asked: a key that encrypts nothing, left behind, looks like the one that is lost.
 */
final class NodeKey implements AutoCloseable {

    private final MasterKey key;
    private Optional<Path> made;

    private NodeKey(MasterKey key, Optional<Path> made) {
        this.key = key;
        this.made = made;
    }

    /** The key that is configured or kept, or a new one where there is nothing yet that one could be lost of; blocks. */
    static NodeKey of(Configuration configuration) throws StartException {
        var data = configuration.storage().dataDirectory();
        if (isLost(configuration)) {
            throw StartException.lostKey(data);
        }
        var makes = configuration.masterKey().isEmpty() && Files.notExists(file(data));
        var key = MasterKey.load(configuration.masterKey(), data);
        return new NodeKey(key, makes ? Optional.of(file(data)) : Optional.empty());
    }

    /** Whether the data directory has a database, and the key that it was made with is nowhere. */
    static boolean isLost(Configuration configuration) {
        var data = configuration.storage().dataDirectory();
        return configuration.masterKey().isEmpty()
                && configuration.storage().databaseUrl().isEmpty()
                && Files.notExists(file(data))
                && Files.exists(data.resolve("postgres").resolve("PG_VERSION"));
    }

    private static Path file(Path data) {
        return data.resolve(MasterKey.FILE);
    }

    MasterKey key() {
        return key;
    }

    /** The database has taken it. */
    void keep() {
        made = Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (made.isPresent()) {
            Files.deleteIfExists(made.get());
        }
    }
}
