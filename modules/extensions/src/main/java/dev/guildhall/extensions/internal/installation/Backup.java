package dev.guildhall.extensions.internal.installation;

import dev.guildhall.extensions.internal.InstallationKey;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a rollback goes back to.
 *
 * @param secrets those of the configuration, encrypted
 * @param steps how many migrations had been run
 * @param hasTables whether a copy of its tables is kept
 */
record Backup(
        InstallationKey place,
        String version,
        JsonObject config,
        Optional<String> secrets,
        Set<String> grantedPermissions,
        List<String> grantedEgress,
        int steps,
        boolean hasTables,
        Instant keptUntil,
        Instant createdAt) {

    static Backup of(StoredInstallation stored, int steps, boolean hasTables, Instant keptUntil, Instant now) {
        var installation = stored.installation();
        return new Backup(
                InstallationKey.of(installation),
                installation.version(),
                installation.config(),
                stored.secrets(),
                installation.grantedPermissions(),
                installation.grantedEgress(),
                steps,
                hasTables,
                keptUntil,
                now);
    }
}
