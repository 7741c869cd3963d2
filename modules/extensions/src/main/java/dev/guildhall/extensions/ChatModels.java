package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.Installer;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.host.ChatCall;
import dev.guildhall.host.ChatPart;
import dev.guildhall.host.ExtensionManifest.ChatModelProvider;
import dev.guildhall.spi.ChatUsage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chat models that the extensions of workspaces provide. Reads from memory; safe for all event loops. */
public final class ChatModels {

    private static final Logger LOG = LoggerFactory.getLogger(ChatModels.class);

    private final Vertx vertx;
    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final ExtensionRuntime runtime;
    private final Marketplace marketplace;
    private final Installer installer;

    ChatModels(
            Vertx vertx,
            InstallationCache cache,
            Catalogue catalogue,
            ExtensionRuntime runtime,
            Marketplace marketplace,
            Installer installer) {
        this.vertx = vertx;
        this.cache = cache;
        this.catalogue = catalogue;
        this.runtime = runtime;
        this.marketplace = marketplace;
        this.installer = installer;
    }

    /** A provider and whose it is. */
    public record Provided(String extensionKey, ChatModelProvider provider) {}

    /** All providers of a workspace's active extensions, in the order of the extensions' keys. */
    public Future<List<Provided>> all(WorkspaceId workspace) {
        return cache.all(workspace).compose(all -> {
            var active = all.values().stream()
                    .map(StoredInstallation::installation)
                    .filter(Installation::isActive)
                    .sorted(Comparator.comparing(Installation::extensionKey))
                    .toList();
            var manifests = active.stream()
                    .map(one -> catalogue.manifest(one.extensionKey(), one.version()))
                    .toList();
            return Future.all(manifests)
                    .map(read -> manifests.stream()
                            .map(Future::result)
                            .flatMap(manifest -> manifest.chatModels().stream()
                                    .map(provider -> new Provided(manifest.id(), provider)))
                            .toList());
        });
    }

    /**
     * The extension that provides these models in a workspace; of several the first by its key. One that comes with this
     * server and asks for nothing is installed when nobody provides them yet. Empty when there is none.
     */
    public Future<Optional<Provided>> find(WorkspaceId workspace, String provider) {
        return all(workspace)
                .compose(all -> named(all, provider)
                        .map(found -> Future.succeededFuture(Optional.of(found)))
                        .orElseGet(() -> bundled(workspace, provider)));
    }

    private static Optional<Provided> named(List<Provided> all, String provider) {
        return all.stream().filter(one -> one.provider().key().equals(provider)).findFirst();
    }

    private Future<Optional<Provided>> bundled(WorkspaceId workspace, String provider) {
        return cache.find(workspace, provider)
                .compose(present -> present.isPresent()
                        ? Future.succeededFuture(Optional.empty())
                        : vertx.executeBlocking(() -> BundledExtensions.unasked(provider), false)
                                .compose(artifact -> artifact.map(bytes -> install(workspace, provider, bytes))
                                        .orElseGet(() -> Future.succeededFuture(Optional.empty()))));
    }

    private Future<Optional<Provided>> install(WorkspaceId workspace, String provider, byte[] artifact) {
        return marketplace
                .publish(Authentication.SYSTEM, new ArtifactUpload(artifact, Optional.empty()))
                .compose(published -> installer.install(
                        Authentication.SYSTEM,
                        new Access(workspace, "SYSTEM", Set.of()),
                        new InstallRequest(
                                provider,
                                Optional.empty(),
                                Optional.empty(),
                                Map.of(),
                                Set.of(),
                                Set.of(),
                                Set.of(),
                                Optional.empty())))
                .mapEmpty()
                // Somebody else may have had the same need at the same time.
                .onFailure(failure -> LOG.warn(
                        "{} was not installed in workspace {}, which needs it: {}",
                        provider,
                        workspace,
                        failure.toString()))
                .transform(installed -> all(workspace).map(all -> named(all, provider)));
    }

    /**
     * Asks a model; fails as {@link Installations#use} does, or else as the model does.
     *
     * @param parts takes each on the event loop; the next comes when it has
     */
    public Future<ChatUsage> answer(
            WorkspaceId workspace, String extensionKey, ChatCall question, Function<ChatPart, Future<Void>> parts) {
        return runtime.use(workspace, extensionKey, running -> running.answer(question, parts));
    }
}
