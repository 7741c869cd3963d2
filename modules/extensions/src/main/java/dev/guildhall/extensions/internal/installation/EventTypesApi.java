package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.list.FieldType.text;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.host.DescribedEvent;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operation that tells which events the extensions of a workspace publish, as their manifests say. */
public final class EventTypesApi implements Api {

    private static final ListFields<PublishedType> LIST = ListFields.<PublishedType>named("event types")
            .field("extensionKey", text(), PublishedType::extensionKey)
            .field("type", text(), PublishedType::type)
            .defaultOrder("extensionKey")
            .id("type", text(), PublishedType::type);

    private final InstallationCache installations;
    private final Catalogue catalogue;

    public EventTypesApi(InstallationCache installations, Catalogue catalogue) {
        this.installations = installations;
        this.catalogue = catalogue;
    }

    /**
     * What one extension says of one type.
     *
     * @param type or a pattern, where the manifest lists one; patterns end with an asterisk
     * @param described empty where it is only listed
     */
    private record PublishedType(
            String extensionKey, String version, String type, Optional<DescribedEvent> described) {}

    @Override
    public void bind(Operations operations) {
        operations.on("listEventTypes", this::list);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var wanted = PageRequest.of(LIST, request);
        return all(request.workspace()).map(all -> wanted.select(all).answer(EventTypesApi::json));
    }

    private Future<List<PublishedType>> all(WorkspaceId workspace) {
        return installations
                .all(workspace)
                .compose(present -> Future.all(present.values().stream()
                        .map(StoredInstallation::installation)
                        .map(this::published)
                        .toList()))
                .map(lists -> lists.<List<PublishedType>>list().stream()
                        .flatMap(List::stream)
                        .toList());
    }

    private Future<List<PublishedType>> published(Installation installation) {
        return catalogue
                .manifest(installation.extensionKey(), installation.version())
                .map(manifest -> published(installation, manifest));
    }

    private static List<PublishedType> published(Installation installation, ExtensionManifest manifest) {
        var described = manifest.events().stream().collect(Collectors.toMap(DescribedEvent::type, Function.identity()));
        var types = new ArrayList<>(described.keySet());
        manifest.publishesEvents().stream()
                .map(Object::toString)
                .filter(listed -> !described.containsKey(listed))
                .forEach(types::add);
        return types.stream()
                .map(type -> new PublishedType(
                        installation.extensionKey(),
                        installation.version(),
                        type,
                        Optional.ofNullable(described.get(type))))
                .toList();
    }

    private static JsonObject json(PublishedType published) {
        return new JsonObject()
                .put("type", published.type())
                .put("extensionKey", published.extensionKey())
                .put("version", published.version())
                .put(
                        "description",
                        published.described().map(DescribedEvent::description).orElse(null))
                .put("data", published.described().flatMap(DescribedEvent::data).orElse(null));
    }
}
