package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.plugin.ExtensionArtifact;
import dev.guildhall.core.plugin.ExtensionFailure;
import dev.guildhall.core.plugin.ExtensionHost;
import dev.guildhall.core.plugin.ExtensionManifest;
import dev.guildhall.core.plugin.RunningExtension;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.internal.config.Config;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;

/** Makes instances out of what the database says about installations. */
public final class Opener {

    private final ExtensionHost host;
    private final Catalogue catalogue;
    private final Workspaces workspaces;
    private final SecretBox secrets;
    private final Means means;

    public Opener(ExtensionHost host, Catalogue catalogue, Workspaces workspaces, SecretBox secrets, Means means) {
        this.host = host;
        this.catalogue = catalogue;
        this.workspaces = workspaces;
        this.secrets = secrets;
        this.means = means;
    }

    /** An instance that is not started yet. */
    Future<RunningExtension> open(StoredInstallation stored) {
        var installation = stored.installation();
        var key = installation.extensionKey();
        var version = installation.version();
        var manifest = catalogue.manifest(key, version);
        var sha256 = catalogue.sha256(key, version);
        var workspace = workspaces.find(installation.workspace());
        var trusted = catalogue.isTrusted(key, version);
        return Future.all(manifest, sha256, workspace, trusted).map(found -> {
            requireTrusted(trusted.result(), manifest.result());
            return open(
                    stored,
                    manifest.result(),
                    sha256.result(),
                    workspace.result().orElseThrow(Opener::gone));
        });
    }

    private static void requireTrusted(boolean trusted, ExtensionManifest manifest) {
        if (!trusted) {
            throw new ExtensionFailure(
                    ExtensionFailure.Kind.LOAD_FAILED,
                    manifest.label() + " is not signed by a key that is trusted here");
        }
    }

    private RunningExtension open(
            StoredInstallation stored, ExtensionManifest manifest, String sha256, Workspace workspace) {
        var purpose = StoredInstallation.purpose(workspace.id(), manifest.id());
        var config = Config.open(secrets, purpose, stored.config());
        var services = new Services(stored.installation(), workspace.key(), manifest, config, means);
        var version = manifest.version().getVersion();
        var artifact = new ExtensionArtifact(manifest, sha256, () -> catalogue.artifact(manifest.id(), version));
        return host.open(artifact, services);
    }

    private static RuntimeException gone() {
        return CommonError.WORKSPACE_NOT_FOUND.because("The workspace was deleted a moment ago.");
    }
}
