package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.DurableSubscribers.Standing;
import dev.guildhall.extensions.Condition;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.internal.installation.Changes.Patch;
import dev.guildhall.extensions.internal.installation.InstallationView.Work;
import dev.guildhall.extensions.internal.installation.Uninstaller.Removal;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
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

    private final InstalledView view;
    private final Catalogue catalogue;
    private final DurableSubscribers subscribers;
    private final Engine engine;
    private final Installer installer;
    private final Changes changes;
    private final Uninstaller uninstaller;

    public InstallationsApi(
            InstalledView view,
            Catalogue catalogue,
            DurableSubscribers subscribers,
            Engine engine,
            Installer installer,
            Changes changes,
            Uninstaller uninstaller) {
        this.view = view;
        this.catalogue = catalogue;
        this.subscribers = subscribers;
        this.engine = engine;
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

    private Future<InstallRequest> read(Call call, Object body) {
        var request = InstallRequest.of((JsonObject) body);
        return installer.check(call.workspace(), request, flag(call, "dryRun")).map(request);
    }

    private Future<Answer> install(Call call, InstallRequest request) {
        if (flag(call, "dryRun")) {
            return installer.plan(call.access(), request).map(Answer::ok);
        }
        return installer
                .install(call.actor(), call.access(), request)
                .compose(installed -> described(installed)
                        .map(view -> Answer.created(
                                        "/api/workspaces/" + installed.workspace() + "/extensions/"
                                                + installed.extensionKey(),
                                        view)
                                .withRevision(installed.revision())));
    }

    private Future<Answer> list(Call call) {
        var request = PageRequest.of(LIST, call);
        return view.all(call.workspace()).compose(all -> {
            var page = request.select(
                    all.values().stream().map(StoredInstallation::installation).toList());
            return described(page.items())
                    .map(views -> page.answer(installation -> views.get(installation.extensionKey())));
        });
    }

    private Future<Answer> get(Call call) {
        var key = call.path("extensionKey");
        return view.find(call.workspace(), key)
                .compose(found -> answer(Changes.required(found, key).installation()));
    }

    private Future<Answer> update(Call call, Patch patch) {
        return changes.patch(call.actor(), call.workspace(), call.path("extensionKey"), patch, call.ifMatch())
                .compose(this::answer);
    }

    private Future<Answer> uninstall(Call call) {
        var removal = new Removal(isPurge(call), flag(call, "force"));
        return uninstaller
                .uninstall(call.actor(), call.workspace(), call.path("extensionKey"), removal, call.ifMatch())
                .map(done -> Answer.noContent());
    }

    private Future<Answer> answer(Installation installation) {
        return described(installation).map(view -> Answer.ok(view).withRevision(installation.revision()));
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
        return subscribers.standings(workspace, Consequences.SUBSCRIBER_KIND).compose(all -> {
            var standings = all.stream().collect(Collectors.toMap(Standing::subscriber, Function.identity()));
            var views = installations.stream()
                    .collect(Collectors.toMap(
                            Installation::extensionKey,
                            installation -> described(
                                    installation, Optional.ofNullable(standings.get(installation.extensionKey())))));
            return Future.all(List.copyOf(views.values()))
                    .map(done -> views.entrySet().stream()
                            .collect(Collectors.toMap(
                                    Map.Entry::getKey, view -> view.getValue().result())));
        });
    }

    private Future<JsonObject> described(Installation installation, Optional<Standing> standing) {
        var key = installation.extensionKey();
        var work = new Work(standing, engine.calls(installation.workspace(), key));
        var manifest = catalogue.manifest(key, installation.version());
        var trusted = catalogue.isTrusted(key, installation.version());
        var refusal = catalogue.refusal(key, installation.version());
        return Future.all(manifest, trusted, refusal)
                .map(found -> InstallationView.json(
                        seen(installation, trusted.result(), refusal.result()), manifest.result(), work));
    }

    private static Installation seen(Installation installation, boolean trusted, Optional<Problem> refusal) {
        var since = installation.updatedAt();
        return refusal.map(why -> installation.blocked(Condition.refused(why.getMessage(), since)))
                .orElseGet(() -> trusted ? installation : installation.blocked(Condition.untrusted(since)));
    }

    private Future<Patch> readPatch(Call call, Object body) {
        var patch = patch((JsonObject) body);
        return changes.check(call.workspace(), call.path("extensionKey"), patch).map(patch);
    }

    private static Patch patch(JsonObject body) {
        var config = body.containsKey("config")
                ? Optional.of(Optional.ofNullable(body.getJsonObject("config")))
                : Optional.<Optional<JsonObject>>empty();
        return new Patch(Optional.ofNullable(body.getBoolean("enabled")), config);
    }

    private static boolean flag(Call call, String parameter) {
        return call.query(parameter).map(Boolean::parseBoolean).orElse(false);
    }

    private static boolean isPurge(Call call) {
        var known = Map.of("keep", false, "purge", true);
        var data = call.query("data").orElse("keep").toLowerCase(Locale.ROOT);
        if (!known.containsKey(data)) {
            throw CommonError.REQUEST_INVALID.onField("data", "data must be keep or purge");
        }
        return known.get(data);
    }
}
