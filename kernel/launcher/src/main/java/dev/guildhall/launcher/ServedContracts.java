package dev.guildhall.launcher;

import dev.guildhall.core.http.Contract;
import dev.guildhall.surfaces.SurfacesModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The contracts of everything that is served. The build makes one document of each one's parts and checks it, for every
 * start would take a second for that.
 */
public final class ServedContracts {

    private static final String CANONICAL = "openapi/api.yaml";

    /** The modules' parts of the canonical contract. */
    private static final List<String> PARTS = List.of(
            "openapi/audit.yaml",
            "openapi/events.yaml",
            "openapi/subscriptions.yaml",
            "openapi/identity.yaml",
            "openapi/tenancy.yaml",
            "openapi/membership.yaml",
            "openapi/portals.yaml",
            "openapi/roles.yaml",
            "openapi/invitations.yaml",
            "openapi/access.yaml",
            "openapi/marketplace.yaml",
            "openapi/installations.yaml",
            "openapi/handlers.yaml",
            "openapi/extension-routes.yaml",
            "openapi/capabilities.yaml");

    private ServedContracts() {}

    static Future<Contract> canonical(Vertx vertx) {
        return Contract.bundled(vertx, bundle(CANONICAL));
    }

    /** The contracts of the other surfaces by their names. */
    static Future<Map<String, Contract>> surfaces(Vertx vertx) {
        var loading = new LinkedHashMap<String, Future<Contract>>();
        SurfacesModule.CONTRACTS.forEach(name -> loading.put(name, Contract.bundled(vertx, bundle(name))));
        return Future.all(List.copyOf(loading.values())).map(all -> {
            var loaded = new LinkedHashMap<String, Contract>();
            loading.forEach((name, contract) -> loaded.put(name, contract.result()));
            return loaded;
        });
    }

    private static String bundle(String name) {
        return name.replace("openapi/", "openapi/bundled/").replace(".yaml", ".json");
    }

    /** A step of the build: bundles all contracts into the directory of classes that is given, or fails. */
    public static void main(String[] arguments) throws Exception {
        var classes = Path.of(arguments[0]);
        var vertx = Vertx.vertx();
        try {
            bundle(vertx, CANONICAL, PARTS, classes);
            for (var surface : SurfacesModule.CONTRACTS) {
                bundle(vertx, surface, List.of(), classes);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
        }
    }

    private static void bundle(Vertx vertx, String frame, List<String> parts, Path classes) throws Exception {
        var whole = Contract.load(vertx, frame, parts)
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        var file = classes.resolve(bundle(frame));
        Files.createDirectories(file.getParent());
        Files.write(file, whole.document().toBuffer().getBytes());
    }
}
