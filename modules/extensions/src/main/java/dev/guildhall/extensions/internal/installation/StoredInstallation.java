package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.config.SealedConfig;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An installation with what only its own code may see.
 *
 * @param secrets those of its configuration, encrypted; empty when there are none
 */
public record StoredInstallation(Installation installation, Optional<String> secrets) {

    /** What the secrets of an installation's configuration are sealed for. */
    public static String purpose(WorkspaceId workspace, String extensionKey) {
        return "installation/" + workspace + "/" + extensionKey + "/config";
    }

    public SealedConfig config() {
        return new SealedConfig(installation.config(), secrets);
    }

    /** The same in another state, at the next revision. */
    StoredInstallation in(InstallationState state, Condition ready, Instant now) {
        return next(state, ready, installation.config(), secrets, 0, now);
    }

    /** Like {@link #in}, with another instance of the extension to come. */
    StoredInstallation anewIn(InstallationState state, Condition ready, Instant now) {
        return next(state, ready, installation.config(), secrets, 1, now);
    }

    StoredInstallation configured(SealedConfig config, InstallationState state, Condition ready, Instant now) {
        return next(state, ready, config.masked(), config.secrets(), 1, now);
    }

    /** The same with its configuration sealed in another way. */
    StoredInstallation sealed(SealedConfig config, Instant now) {
        return next(installation.state(), installation.ready(), config.masked(), config.secrets(), 0, now);
    }

    private StoredInstallation next(
            InstallationState state,
            Condition ready,
            JsonObject config,
            Optional<String> sealed,
            int generations,
            Instant now) {
        var present = installation;
        return new StoredInstallation(
                new Installation(
                        present.workspace(),
                        present.extensionKey(),
                        present.id(),
                        present.version(),
                        state,
                        List.of(ready),
                        config,
                        present.grantedPermissions(),
                        present.grantedEgress(),
                        present.installedBy(),
                        present.generation() + generations,
                        present.revision() + 1,
                        present.createdAt(),
                        now),
                sealed);
    }
}
