package dev.guildhall.extensions.internal.installation;

import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.timestamp;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.InstallRequest;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.InstallationPatch;
import dev.guildhall.extensions.InstallationState;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.PlanPreview;
import dev.guildhall.extensions.Removal;
import dev.guildhall.extensions.UpgradeRequest;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The operations on what is installed in a workspace. */
public final class InstallationsApi implements Api {

    private static final ListFields<Installation> LIST = ListFields.<Installation>named("installations")
            .field("extensionKey", text(), Installation::extensionKey)
            .field("version", text(), Installation::version)
            .field(
                    "state",
                    enumeration(InstallationState.class),
                    installation -> installation.state().name())
            .field("createdAt", timestamp(), Installation::createdAt)
            .defaultOrder("extensionKey")
            .id("extensionKey", text(), Installation::extensionKey);

    private final Installations installations;

    public InstallationsApi(Installations installations) {
        this.installations = installations;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("installExtension", this::read, this::install)
                .on("listExtensions", this::list)
                .on("getExtension", this::get)
                .on("updateExtension", this::readPatch, this::update)
                .on("upgradeExtension", BodyReader.AS_IT_IS, this::upgrade)
                .on("rollbackExtension", BodyReader.AS_IT_IS, this::rollback)
                .on("uninstallExtension", this::uninstall)
                .on("rotateExtensionSecret", this::rotateSecret);
    }

    private Future<InstallRequest> read(ApiRequest request, Object body) {
        var wanted = InstallRequest.of((JsonObject) body);
        return installations
                .check(request.workspace(), wanted, flag(request, "dryRun"))
                .map(wanted);
    }

    private Future<ApiResponse> install(ApiRequest request, InstallRequest wanted) {
        if (flag(request, "dryRun")) {
            return installations.plan(request.access(), wanted).map(InstallationsApi::answer);
        }
        return installations
                .install(request.authentication(), request.access(), wanted)
                .compose(installed -> installations
                        .status(installed)
                        .map(status -> ApiResponse.created(
                                        "/api/workspaces/" + installed.workspace() + "/extensions/"
                                                + installed.extensionKey(),
                                        InstallationJson.json(status))
                                .withRevision(installed.revision())));
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var wanted = PageRequest.of(LIST, request);
        return installations.list(request.workspace()).compose(all -> {
            var page = wanted.select(all);
            return installations
                    .statuses(request.workspace(), page.items())
                    .map(statuses -> page.with(statuses).answer(InstallationJson::json));
        });
    }

    private Future<ApiResponse> get(ApiRequest request) {
        return installations
                .get(request.workspace(), request.path("extensionKey"))
                .compose(this::answer);
    }

    private Future<InstallationPatch> readPatch(ApiRequest request, Object body) {
        var patch = InstallationPatch.of((JsonObject) body);
        return installations
                .check(request.workspace(), request.path("extensionKey"), patch)
                .map(patch);
    }

    private Future<ApiResponse> update(ApiRequest request, InstallationPatch patch) {
        if (flag(request, "dryRun")) {
            if (!patch.isDisabling()) {
                throw CommonError.REQUEST_INVALID.onField("dryRun", "Only enabled=false has a plan.");
            }
            return plan(request, Action.DISABLE);
        }
        return installations
                .change(
                        request.authentication(),
                        request.workspace(),
                        request.path("extensionKey"),
                        patch,
                        request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> upgrade(ApiRequest request, JsonObject body) {
        var wanted = UpgradeRequest.of(body, flag(request, "force"));
        var key = request.path("extensionKey");
        if (flag(request, "dryRun")) {
            return installations.planUpgrade(request.access(), key, wanted).map(InstallationsApi::answer);
        }
        return installations
                .upgrade(request.authentication(), request.access(), key, wanted, request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> rollback(ApiRequest request, JsonObject body) {
        var key = request.path("extensionKey");
        if (flag(request, "dryRun")) {
            return installations.planRollback(request.access(), key).map(InstallationsApi::answer);
        }
        return installations
                .rollback(
                        request.authentication(),
                        request.access(),
                        key,
                        Optional.ofNullable(body.getString("planHash")),
                        flag(request, "force"),
                        request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> rotateSecret(ApiRequest request) {
        return installations
                .rotateSecret(
                        request.authentication(), request.workspace(), request.path("extensionKey"), request.ifMatch())
                .compose(this::answer);
    }

    private Future<ApiResponse> plan(ApiRequest request, Action action) {
        return installations
                .planDeparture(request.access(), request.path("extensionKey"), action)
                .map(InstallationsApi::answer);
    }

    private static ApiResponse answer(PlanPreview preview) {
        return ApiResponse.ok(preview.toJson());
    }

    private Future<ApiResponse> uninstall(ApiRequest request) {
        var removal = new Removal(isPurge(request), flag(request, "force"), request.query("planHash"));
        if (flag(request, "dryRun")) {
            return plan(request, Action.UNINSTALL);
        }
        return installations
                .uninstall(
                        request.authentication(),
                        request.workspace(),
                        request.path("extensionKey"),
                        removal,
                        request.ifMatch())
                .map(done -> ApiResponse.noContent());
    }

    private Future<ApiResponse> answer(Installation installation) {
        return installations
                .status(installation)
                .map(status -> ApiResponse.ok(InstallationJson.json(status)).withRevision(installation.revision()));
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
