package dev.guildhall.launcher;

import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.Resealing;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.SealedSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Another master key for data that no node serves now. The new one is in a file before the database knows it, and takes
 * the former one's place after; interrupted anywhere, it is finished by doing it again.
 */
final class KeyRotation {

    /**
     * What has become of it.
     *
     * @param secrets how many were sealed anew; none when an interrupted one was finished
     * @param key the file with the new key
     * @param isInPlace whether the next start finds it there
     */
    record Rotated(int secrets, Path key, boolean isInPlace) {}

    private KeyRotation() {}

    static Rotated run(Configuration configuration) throws StartException, IOException {
        var data = configuration.storage().dataDirectory();
        var file = data.resolve(MasterKey.FILE);
        if (configuration.masterKey().isEmpty() && Files.notExists(file)) {
            throw StartException.noKey(data);
        }
        var former = MasterKey.load(configuration.masterKey(), data);
        var next = MasterKey.next(data);
        var secrets = reseal(configuration.storage(), former, next);
        var made = data.resolve(MasterKey.NEXT_FILE);
        if (configuration.masterKey().isPresent()) {
            return new Rotated(secrets, made, false);
        }
        Files.copy(
                file,
                data.resolve(MasterKey.FILE + "." + former.fingerprint()),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        return new Rotated(secrets, file, true);
    }

    private static int reseal(Configuration.Storage storage, MasterKey former, MasterKey next) {
        if (storage.databaseUrl().isPresent()) {
            return reseal(storage.databaseUrl().get().reveal(), former, next);
        }
        var options = EmbeddedPostgres.Options.in(storage.dataDirectory().resolve("postgres"));
        try (var postgres = EmbeddedPostgres.start(options)) {
            return reseal(postgres.url(EmbeddedPostgres.DATABASE), former, next);
        }
    }

    private static int reseal(String url, MasterKey former, MasterKey next) {
        return SealedSecrets.reseal(
                DatabaseUrl.parse(url), former.fingerprint(), next.fingerprint(), new Resealing(former, next)::anew);
    }
}
