package dev.guildhall.extensions.internal.ui;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.InstallationChanges;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.DeclaredUi;
import dev.guildhall.host.DeclaredUi.View;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.UiFiles;
import dev.guildhall.host.UiFiles.UiFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages and widgets of the extensions of workspaces, for those who may see them. Whoever opens one is told an address for
 * a frame, which leads to the files of its version for a while and to nothing else. Safe for all event loops.
 */
public final class ExtensionPages {

    /** In which a page loads what it needs. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final InstallationCache installations;
    private final Catalogue catalogue;
    private final SecretBox secrets;
    private final Clock clock;
    private final CoherentCache<Version, Map<String, UiFile>> files;

    private record Version(String extensionKey, String version) {}

    /** What an extension shows of itself. */
    record Shown(ExtensionManifest manifest, Access access) {

        List<View> pages() {
            return allowed(manifest.ui().pages());
        }

        List<View> widgets() {
            return allowed(manifest.ui().widgets());
        }

        List<DeclaredUi.Entry> navigation() {
            return manifest.ui().navigation().stream()
                    .filter(entry -> manifest.ui()
                            .page(entry.page())
                            .filter(this::isAllowed)
                            .isPresent())
                    .toList();
        }

        private List<View> allowed(List<View> views) {
            return views.stream().filter(this::isAllowed).toList();
        }

        private boolean isAllowed(View view) {
            return view.permission()
                    .map(manifest::needed)
                    .filter(needed -> !access.allows(needed))
                    .isEmpty();
        }
    }

    /** A page or a widget for a frame, whose address begins with {@code sealed}. */
    record Opened(ExtensionManifest manifest, View view, String sealed, Instant expiresAt) {}

    public ExtensionPages(
            Vertx vertx,
            InstallationCache installations,
            Catalogue catalogue,
            CacheBudget caches,
            SecretBox secrets,
            Clock clock) {
        this.installations = installations;
        this.catalogue = catalogue;
        this.secrets = secrets;
        this.clock = clock;
        // What a version is made of never changes.
        this.files = CoherentCache.of(
                caches,
                version -> catalogue
                        .manifest(version.extensionKey(), version.version())
                        .compose(manifest -> catalogue
                                .artifact(version.extensionKey(), version.version())
                                .compose(bytes -> vertx.executeBlocking(
                                        () -> UiFiles.read(bytes, manifest.ui().folder()), false))));
    }

    /** What the extensions at work in a workspace show to somebody, in the order of their keys. */
    Future<List<Shown>> shown(Access access) {
        return installations.all(access.workspace()).compose(all -> {
            var manifests = all.values().stream()
                    .map(StoredInstallation::installation)
                    .filter(Installation::isActive)
                    .sorted(Comparator.comparing(Installation::extensionKey))
                    .map(one -> catalogue.manifest(one.extensionKey(), one.version()))
                    .toList();
            return Future.all(manifests)
                    .map(read -> manifests.stream()
                            .map(manifest -> new Shown(manifest.result(), access))
                            .toList());
        });
    }

    /**
     * Opens a page or a widget for a frame. Fails with {@code EXTENSION.NOT_INSTALLED}, {@code EXTENSION.DISABLED},
     * {@code EXTENSION.FAILED}, {@code RESOURCE.NOT_FOUND} or {@code ACCESS.DENIED}.
     */
    Future<Opened> open(
            Authentication by, Access access, String extensionKey, Function<DeclaredUi, Optional<View>> which) {
        return serving(access.workspace(), extensionKey)
                .compose(installation -> catalogue
                        .usableManifest(extensionKey, installation.version())
                        .map(manifest -> {
                            var view = which.apply(manifest.ui()).orElseThrow(ExtensionPages::nothingThere);
                            view.permission().map(manifest::needed).ifPresent(access::require);
                            var expiresAt = clock.instant().plus(LIFETIME);
                            var address = FrameAddress.of(
                                    access.workspace(),
                                    extensionKey,
                                    installation.id(),
                                    installation.version(),
                                    by.principal(),
                                    expiresAt);
                            return new Opened(manifest, view, address.sealed(secrets), expiresAt);
                        }));
    }

    private Future<Installation> serving(WorkspaceId workspace, String extensionKey) {
        return installations.find(workspace, extensionKey).compose(found -> {
            var installation = found.map(StoredInstallation::installation)
                    .orElseThrow(() -> InstallationChanges.notInstalled(extensionKey));
            return switch (installation.state()) {
                case ACTIVE ->
                    catalogue.isTrusted(extensionKey, installation.version()).map(trusted -> {
                        if (!trusted) {
                            throw failed(extensionKey, "is not signed by a key that is trusted here");
                        }
                        return installation;
                    });
                case DISABLED ->
                    throw ExtensionError.DISABLED.because(
                            "The extension " + extensionKey + " is disabled in this workspace.");
                case FAILED, INSTALLING, UPGRADING, UNINSTALLING ->
                    throw failed(extensionKey, "is " + installation.state() + " in this workspace");
            };
        });
    }

    private static Problem failed(String extensionKey, String why) {
        return ExtensionError.FAILED.because("The extension " + extensionKey + " " + why + ".");
    }

    /**
     * A file for a frame that was opened a while ago at most, of an installation that is at work still. Fails with {@code
     * RESOURCE.NOT_FOUND} for all else.
     *
     * @param given what is at this name for every frame; null when that is for the extension to say
     */
    Future<UiFile> file(String sealed, String name, UiFile given) {
        var address = FrameAddress.open(secrets, sealed, clock.instant()).orElseThrow(ExtensionPages::nothingThere);
        return installations
                .find(address.workspace(), address.extensionKey())
                .compose(found -> found.map(StoredInstallation::installation)
                        .filter(address::isOf)
                        .map(present -> given == null ? file(present, name) : Future.succeededFuture(given))
                        .orElseThrow(ExtensionPages::nothingThere));
    }

    private Future<UiFile> file(Installation installation, String name) {
        return files.get(new Version(installation.extensionKey(), installation.version()))
                .map(all -> Optional.ofNullable(all.get(name)).orElseThrow(ExtensionPages::nothingThere));
    }

    private static Problem nothingThere() {
        return CommonError.NOT_FOUND.because(
                "There is nothing here: what was looked for is gone, or the time to load it is over. Open the page anew.");
    }
}
