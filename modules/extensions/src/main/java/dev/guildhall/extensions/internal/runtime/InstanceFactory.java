package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.internal.config.ConfigSchema;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationStatusWriter;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.ExtensionArchiveError;
import dev.guildhall.host.ExtensionArtifact;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionHost;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes instances out of what the database says about installations. */
public final class InstanceFactory {

    private static final Logger LOG = LoggerFactory.getLogger(InstanceFactory.class);

    private final ExtensionHost host;
    private final Catalogue catalogue;
    private final Workspaces workspaces;
    private final SecretBox secrets;
    private final HostWorkspaceContexts contexts;
    private final InstallationStatusWriter statusWriter;

    public InstanceFactory(
            ExtensionHost host,
            Catalogue catalogue,
            Workspaces workspaces,
            SecretBox secrets,
            HostWorkspaceContexts contexts,
            InstallationStatusWriter statusWriter) {
        this.host = host;
        this.catalogue = catalogue;
        this.workspaces = workspaces;
        this.secrets = secrets;
        this.contexts = contexts;
        this.statusWriter = statusWriter;
    }

    /** An instance that is not started yet. */
    Future<RunningExtension> open(StoredInstallation stored) {
        return open(stored, Optional.empty());
    }

    /** The same, to be tried. */
    Future<RunningExtension> open(StoredInstallation stored, Trial trial) {
        return open(stored, Optional.of(trial));
    }

    private Future<RunningExtension> open(StoredInstallation stored, Optional<Trial> trial) {
        var installation = stored.installation();
        var key = installation.extensionKey();
        var version = installation.version();
        var manifest = catalogue.usableManifest(key, version).recover(InstanceFactory::loadFailed);
        var sha256 = catalogue.sha256(key, version);
        var workspace = workspaces.find(installation.workspace());
        var trusted = catalogue.isTrusted(key, version);
        return Future.all(manifest, sha256, workspace, trusted).map(found -> {
            requireTrusted(trusted.result(), manifest.result());
            return open(
                    stored,
                    manifest.result(),
                    sha256.result(),
                    workspace.result().orElseThrow(InstanceFactory::gone),
                    trial);
        });
    }

    private static <T> Future<T> loadFailed(Throwable failure) {
        return Future.failedFuture(
                failure instanceof Problem refused && refused.is(ExtensionArchiveError.MANIFEST_INVALID)
                        ? new ExtensionFailure(
                                ExtensionFailure.Kind.LOAD_FAILED,
                                "It was taken by the rules of another release and is refused by those of this one: "
                                        + refused.getMessage())
                        : failure);
    }

    private static void requireTrusted(boolean trusted, ExtensionManifest manifest) {
        if (!trusted) {
            throw new ExtensionFailure(
                    ExtensionFailure.Kind.LOAD_FAILED,
                    manifest.label() + " is not signed by a key that is trusted here");
        }
    }

    private RunningExtension open(
            StoredInstallation stored,
            ExtensionManifest manifest,
            String sha256,
            Workspace workspace,
            Optional<Trial> trial) {
        var purpose = StoredInstallation.purpose(workspace.id(), manifest.id());
        var opened = ExtensionConfig.open(secrets, purpose, stored.config());
        var config = new ConfigSchema(manifest.configSchema()).known(opened);
        if (!config.hidesAsMuchAs(opened)) {
            seal(stored, config);
        }
        requireWhole(config, manifest);
        var services = contexts.of(stored, workspace.key(), manifest, config, trial);
        var version = manifest.version().getVersion();
        var artifact = new ExtensionArtifact(manifest, sha256, () -> catalogue.artifact(manifest.id(), version));
        return host.open(artifact, services);
    }

    private void seal(StoredInstallation stored, ExtensionConfig config) {
        statusWriter
                .sealed(stored, config)
                .onFailure(failure -> LOG.warn(
                        "Secrets in the configuration of {} could not be encrypted yet",
                        stored.installation().extensionKey(),
                        failure));
    }

    // Other releases stored what clients see in place of secrets, where those were items of lists.
    private static void requireWhole(ExtensionConfig config, ExtensionManifest manifest) {
        var masked = ConfigSchema.masked(config.clear());
        if (!masked.isEmpty()) {
            throw new ExtensionFailure(
                    ExtensionFailure.Kind.LOAD_FAILED,
                    manifest.label() + " is configured with " + ExtensionConfig.MASK
                            + " in place of a value: give anew what " + String.join(", ", masked) + " should be");
        }
    }

    private static RuntimeException gone() {
        return CommonError.WORKSPACE_NOT_FOUND.because("The workspace was deleted a moment ago.");
    }
}
