package dev.guildhall.launcher;

import dev.guildhall.core.http.Contract;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.module.Product;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The contracts of everything that is served. The build makes one document of each one's parts and checks it, for every
 * start would take a second for that.
 */
public final class ServedContracts {

    private static final String CANONICAL = "openapi/api.yaml";

    private ServedContracts() {}

    static Future<Contract> canonical(Vertx vertx) {
        return Contract.bundled(vertx, bundle(CANONICAL));
    }

    /** The contracts of the other surfaces by their names. */
    static Future<Map<String, Contract>> published(Vertx vertx) {
        var loading = new LinkedHashMap<String, Future<Contract>>();
        resources(KernelModule::publishedContracts)
                .forEach(name -> loading.put(name, Contract.bundled(vertx, bundle(name))));
        return Future.all(List.copyOf(loading.values())).map(all -> {
            var loaded = new LinkedHashMap<String, Contract>();
            loading.forEach((name, contract) -> loaded.put(name, contract.result()));
            return loaded;
        });
    }

    private static List<String> resources(Function<KernelModule, List<String>> contracts) {
        return Product.modules().stream()
                .flatMap(module -> contracts.apply(module).stream())
                .toList();
    }

    private static String bundle(String name) {
        return name.replace("openapi/", "openapi/bundled/").replace(".yaml", ".json");
    }

    /** A step of the build: bundles all contracts into the directory of classes that is given, or fails. */
    public static void main(String[] arguments) throws Exception {
        var classes = Path.of(arguments[0]);
        var vertx = Vertx.vertx();
        try {
            bundle(vertx, CANONICAL, resources(KernelModule::contracts), classes);
            for (var surface : resources(KernelModule::publishedContracts)) {
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
