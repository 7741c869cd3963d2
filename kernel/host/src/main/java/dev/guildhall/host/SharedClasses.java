package dev.guildhall.host;

import java.util.Set;

/**
 * The parent of every extension's class loader: of the host it shows the classes listed here and nothing else, neither
 * classes nor resources. The JDK comes from the platform class loader.
 */
final class SharedClasses extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final Set<String> PACKAGES = Set.of("dev.guildhall.spi.", "org.slf4j.");

    private static final Set<String> CLASSES = Set.of(
            "org.pf4j.Extension",
            "org.pf4j.ExtensionPoint",
            "io.vertx.core.AsyncResult",
            "io.vertx.core.Completable",
            "io.vertx.core.CompositeFuture",
            "io.vertx.core.Expectation",
            "io.vertx.core.Future",
            "io.vertx.core.Handler",
            "io.vertx.core.Promise",
            "io.vertx.core.buffer.Buffer",
            "io.vertx.core.json.DecodeException",
            "io.vertx.core.json.EncodeException",
            "io.vertx.core.json.Json",
            "io.vertx.core.json.JsonArray",
            "io.vertx.core.json.JsonObject",
            "io.vertx.core.json.pointer.JsonPointer");

    private static final SharedClasses INSTANCE = new SharedClasses();

    private SharedClasses() {
        super("guildhall-shared", ClassLoader.getPlatformClassLoader());
    }

    static ClassLoader loader() {
        return INSTANCE;
    }

    /** Whether the host gives extensions this class, so that an artifact must not bring its own. */
    static boolean include(String className) {
        return CLASSES.contains(className) || PACKAGES.stream().anyMatch(className::startsWith);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return include(name)
                ? Class.forName(name, false, SharedClasses.class.getClassLoader())
                : super.loadClass(name, resolve);
    }
}
