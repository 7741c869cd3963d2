package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.UpgradePolicy;
import dev.guildhall.extensions.internal.ServiceSecret;
import dev.guildhall.extensions.internal.config.SealedConfig;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An installation with what only its own code may see.
 *
 * @param secrets those of its configuration, encrypted; empty when there are none
 * @param isPrepared whether it has started and been told that it was installed
 * @param service the secret that it shares with its service, if it has one
 */
public record StoredInstallation(
        Installation installation, Optional<String> secrets, boolean isPrepared, ServiceSecret service) {

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

    /** The same, which has prepared its workspace and serves it. */
    StoredInstallation started(Instant now) {
        var ready = in(InstallationState.ACTIVE, Condition.started(now), now);
        return new StoredInstallation(ready.installation, ready.secrets, true, service);
    }

    /** Like {@link #in}, with another instance of the extension to come. */
    StoredInstallation anewIn(InstallationState state, Condition ready, Instant now) {
        return next(state, ready, installation.config(), secrets, 1, now);
    }

    /** The same with another secret shared with its service, which a new instance brings it. */
    StoredInstallation rotated(Condition ready, Instant now) {
        var next = anewIn(installation.state(), ready, now);
        return new StoredInstallation(next.installation, next.secrets, isPrepared, service.next(now));
    }

    /** With another configuration, and what it may call by that. */
    StoredInstallation configured(
            SealedConfig config, List<String> egress, InstallationState state, Condition ready, Instant now) {
        var calling = installation.at(installation.version(), installation.grantedPermissions(), egress);
        return of(calling.next(state, with(ready), config.masked(), calling.upgradePolicy(), 1, now), config.secrets());
    }

    /** The same with its configuration sealed in another way. */
    StoredInstallation sealed(SealedConfig config, Instant now) {
        return next(installation.state(), installation.ready(), config.masked(), config.secrets(), 0, now);
    }

    /** Another version of it, as the manifest and its administrator's consent have it. */
    StoredInstallation at(
            String version,
            SealedConfig config,
            Set<String> permissions,
            List<String> egress,
            Condition ready,
            Instant now) {
        var state = ready.status() == Condition.Status.FALSE ? InstallationState.DISABLED : InstallationState.ACTIVE;
        var next = installation
                .at(version, permissions, egress)
                .next(state, List.of(ready), config.masked(), installation.upgradePolicy(), 1, now);
        return of(next, config.secrets());
    }

    /** The same which takes these versions by itself. */
    StoredInstallation taking(UpgradePolicy policy, Instant now) {
        var present = installation;
        return of(present.next(present.state(), present.conditions(), present.config(), policy, 0, now), secrets);
    }

    /** The same with one more thing to be said about it. */
    StoredInstallation saying(Condition condition, Instant now) {
        return next(installation.state(), condition, installation.config(), secrets, 0, now);
    }

    private StoredInstallation next(
            InstallationState state,
            Condition condition,
            JsonObject config,
            Optional<String> sealed,
            int generations,
            Instant now) {
        return of(
                installation.next(state, with(condition), config, installation.upgradePolicy(), generations, now),
                sealed);
    }

    private List<Condition> with(Condition condition) {
        var all = new ArrayList<Condition>(installation.conditions());
        all.removeIf(other -> other.type().equals(condition.type()));
        all.add(condition);
        return all;
    }

    private StoredInstallation of(Installation changed, Optional<String> sealed) {
        return new StoredInstallation(changed, sealed, isPrepared, service);
    }
}
