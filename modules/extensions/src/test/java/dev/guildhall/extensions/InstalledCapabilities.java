package dev.guildhall.extensions;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Principal;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.Callers;
import dev.guildhall.host.CapabilityRequest;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Map;
import java.util.function.Function;
import org.semver4j.Semver;

/** Stands in for the capabilities module: what is installed provides what its manifest says, and is called directly. */
final class InstalledCapabilities implements CapabilityCatalogue, CapabilityInvoker {

    private static final String PROVIDED = """
        select extension_key, v.manifest -> 'provides' from guildhall.installation
          join guildhall.extension_version v using (extension_key, version) where workspace_id = $1\
        """;

    private static final JsonObject OBJECT = new JsonObject().put("type", "object");

    private final Installations installations;

    InstalledCapabilities(Installations installations) {
        this.installations = installations;
    }

    @Override
    public Future<Offers> offers(Tx tx, WorkspaceId workspace) {
        return tx.foreign(PROVIDED, Tuple.of(workspace.value())).map(rows -> {
            var offers = new ArrayList<Offer>();
            rows.forEach(row -> {
                var provides = row.getValue(1) instanceof JsonArray all ? all : new JsonArray();
                provides.forEach(item -> offers.add(offer((JsonObject) item, row.getString(0))));
            });
            return new Offers(offers, Map.of());
        });
    }

    private static Offer offer(JsonObject capability, String provider) {
        return new Offer(
                capability.getString("key"),
                Semver.parse(capability.getString("version")),
                new Provider(provider),
                capability.getJsonObject("input", OBJECT),
                capability.getJsonObject("output", OBJECT));
    }

    @Override
    public Future<Void> stream(
            WorkspaceId workspace,
            String extensionKey,
            CapabilityCall call,
            VersionRange versions,
            CallChain chain,
            Function<JsonObject, Future<Void>> items) {
        return invoke(workspace, extensionKey, call, versions, chain).compose(items);
    }

    @Override
    public Future<JsonObject> invoke(
            WorkspaceId workspace, String extensionKey, CapabilityCall call, VersionRange versions, CallChain chain) {
        return installations.list(workspace).compose(all -> {
            var provider = call.key().substring(0, call.key().indexOf('.'));
            return installations.use(
                    workspace,
                    provider,
                    running -> running.invoke(new CapabilityRequest(
                            call.key(),
                            "1.0.0",
                            call.input(),
                            Callers.of(new Principal.Extension(extensionKey), chain),
                            chain)));
        });
    }
}
