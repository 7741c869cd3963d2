package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.InstallRequest;
import dev.guildhall.extensions.Installations;
import dev.guildhall.extensions.Plan.Action;
import dev.guildhall.extensions.UpgradeRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;

/** What a change of an installation would do, for those who want to see it first. */
public final class PlansApi implements Api {

    private final Installations installations;

    public PlansApi(Installations installations) {
        this.installations = installations;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("planExtension", this::read, this::plan);
    }

    /** What is asked for; the body is that of the change itself. */
    private record Asked(Action action, JsonObject body) {

        InstallRequest installation() {
            return InstallRequest.of(body);
        }

        UpgradeRequest upgrade() {
            return UpgradeRequest.of(body, false);
        }
    }

    private Future<Asked> read(ApiRequest request, Object body) {
        var sent = ((JsonObject) body).copy().put("extensionKey", request.path("extensionKey"));
        var asked = new Asked(action(sent.getString("action", "")), sent);
        return asked.action() == Action.INSTALL
                ? installations
                        .check(request.workspace(), asked.installation(), true)
                        .map(asked)
                : Future.succeededFuture(asked);
    }

    private static Action action(String name) {
        return Arrays.stream(Action.values())
                .filter(action -> action.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        "action", "action must be INSTALL, UPGRADE, ROLLBACK, DISABLE or UNINSTALL"));
    }

    private Future<ApiResponse> plan(ApiRequest request, Asked asked) {
        var access = request.access();
        var key = request.path("extensionKey");
        var planned = switch (asked.action()) {
            case INSTALL -> installations.plan(access, asked.installation());
            case UPGRADE -> installations.planUpgrade(access, key, asked.upgrade());
            case ROLLBACK -> installations.planRollback(access, key);
            case DISABLE, UNINSTALL -> installations.planDeparture(access, key, asked.action());
        };
        return planned.map(preview -> ApiResponse.ok(preview.toJson()));
    }
}
