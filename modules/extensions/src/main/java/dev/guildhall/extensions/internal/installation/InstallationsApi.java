package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.installation.InstallationChanges.Patch;
import dev.guildhall.extensions.internal.installation.InstallationJson.Work;
import dev.guildhall.extensions.internal.installation.Uninstaller.Removal;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operations on what is installed in a workspace. */
public final class InstallationsApi implements Api {

    private static final ListFields<Installation> LIST = ListFields.<Installation>named("installations")
            .field("extensionKey", text(), Installation::extensionKey)
            .field("version", text(), Installation::version)
            .field(
                    "state",
                    enumeration(InstallationState.class),
                    installation -> installation.state().name())
            .field("createTime", timestamp(), Installation::createdAt)
            .defaultOrder("extensionKey")
            .id("extensionKey", text(), Installation::extensionKey);

    private final InstallationCache cache;
    private final Catalogue catalogue;
    private final DurableSubscribers subscribers;
    private final ExtensionRuntime runtime;
    private final Installer installer;
    private final InstallationChanges changes;
    private final Uninstaller uninstaller;

    public InstallationsApi(
            InstallationCache cache,
            Catalogue catalogue,
            DurableSubscribers subscribers,
            ExtensionRuntime runtime,
            Installer installer,
            InstallationChanges changes,
            Uninstaller uninstaller) {
        this.cache = cache;
        this.catalogue = catalogue;
        this.subscribers = subscribers;
        this.runtime = runtime;
        this.installer = installer;
        this.changes = changes;
        this.uninstaller = uninstaller;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("installExtension", this::read, this::install)
                .on("listExtensions", this::list)
                .on("getExtension", this::get)
                .on("updateExtension", this::readPatch, this::update)
                .on("uninstallExtension", this::uninstall);
    }

    private Future<InstallRequest> read(ApiRequest call, Object body) {
        var request = InstallRequest.of((JsonObject) body);
        return installer.check(call.workspace(), request, flag(call, "dryRun")).map(request);
    }

    private Future<ApiResponse> install(ApiRequest call, InstallRequest request) {
        if (flag(call, "dryRun")) {
            return installer.plan(call.access(), request).map(ApiResponse::ok);
        }
        return installer
                .install(call.authentication(), call.access(), request)
                .compose(installed -> described(installed)
                        .map(view -> ApiResponse.created(
                                        "/api/workspaces/" + installed.workspace() + "/extensions/"
                                                + installed.extensionKey(),
                                        view)
                                .withRevision(installed.revision())));
    }

    private Future<ApiResponse> list(ApiRequest call) {
        var request = PageRequest.of(LIST, call);
        return cache.all(call.workspace()).compose(all -> {
            var page = request.select(
                    all.values().stream().map(StoredInstallation::installation).toList());
            return described(page.items())
                    .map(views -> page.answer(installation -> views.get(installation.extensionKey())));
        });
    }

    private Future<ApiResponse> get(ApiRequest request) {
        var key = request.path("extensionKey");
        return cache.find(request.workspace(), key)
                .compose(
                        found -> answer(InstallationChanges.required(found, key).installation()));
    }

    private Future<ApiResponse> update(ApiRequest request, Patch patch) {
        return changes.patch(
                        request.authentication(),
                        request.workspace(),
                        request.path("extensionKey"),
                        patch,
                        request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> uninstall(ApiRequest request) {
        var removal = new Removal(isPurge(request), flag(request, "force"));
        return uninstaller
                .uninstall(
                        request.authentication(),
                        request.workspace(),
                        request.path("extensionKey"),
                        removal,
                        request.ifMatch())
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> answer(Installation installation) {
        return described(installation).map(view -> ApiResponse.ok(view).withRevision(installation.revision()));
    }

    private Future<JsonObject> described(Installation installation) {
        return described(List.of(installation)).map(all -> all.get(installation.extensionKey()));
    }

    /** Of one workspace, by the extension's key. */
    private Future<Map<String, JsonObject>> described(List<Installation> installations) {
        if (installations.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        var workspace = installations.get(0).workspace();
        return subscribers
                .standings(workspace, InstallationSideEffects.SUBSCRIBER_KIND)
                .compose(all -> {
                    var standings = all.stream().collect(Collectors.toMap(Standing::subscriber, Function.identity()));
                    var views = installations.stream()
                            .collect(Collectors.toMap(
                                    Installation::extensionKey,
                                    installation -> described(
                                            installation,
                                            Optional.ofNullable(standings.get(installation.extensionKey())))));
                    return Future.all(List.copyOf(views.values()))
                            .map(done -> views.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey,
                                            view -> view.getValue().result())));
                });
    }

    private Future<JsonObject> described(Installation installation, Optional<Standing> standing) {
        var key = installation.extensionKey();
        var work = new Work(standing, runtime.calls(installation.workspace(), key));
        var manifest = catalogue.manifest(key, installation.version());
        var trusted = catalogue.isTrusted(key, installation.version());
        var refusal = catalogue.refusal(key, installation.version());
        return Future.all(manifest, trusted, refusal)
                .map(found -> InstallationJson.json(
                        seen(installation, trusted.result(), refusal.result()), manifest.result(), work));
    }

    private static Installation seen(Installation installation, boolean trusted, Optional<Problem> refusal) {
        var since = installation.updatedAt();
        return refusal.map(why -> installation.blocked(Condition.refused(why.getMessage(), since)))
                .orElseGet(() -> trusted ? installation : installation.blocked(Condition.untrusted(since)));
    }

    private Future<Patch> readPatch(ApiRequest request, Object body) {
        var patch = patch((JsonObject) body);
        return changes.check(request.workspace(), request.path("extensionKey"), patch)
                .map(patch);
    }

    private static Patch patch(JsonObject body) {
        var config = body.containsKey("config")
                ? Optional.of(Optional.ofNullable(body.getJsonObject("config")))
                : Optional.<Optional<JsonObject>>empty();
        return new Patch(Optional.ofNullable(body.getBoolean("enabled")), config);
    }

    private static boolean flag(ApiRequest request, String parameter) {
        return request.query(parameter).map(Boolean::parseBoolean).orElse(false);
    }

    private static boolean isPurge(ApiRequest request) {
        var known = Map.of("keep", false, "purge", true);
        var data = request.query("data").orElse("keep").toLowerCase(Locale.ROOT);
        if (!known.containsKey(data)) {
            throw CommonError.REQUEST_INVALID.onField("data", "data must be keep or purge");
        }
        return known.get(data);
    }
}
