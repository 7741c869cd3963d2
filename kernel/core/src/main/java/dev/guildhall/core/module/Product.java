package dev.guildhall.core.module;

import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.security.PermissionRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All modules of the class path, put together. Starting and stopping it is not for several threads at once. */
public final class Product {

    private static final Logger LOG = LoggerFactory.getLogger(Product.class);

    private final Vertx vertx;
    private final List<KernelModule> modules;
    private final Assembly assembly;
    private final Deque<RunningModule> running = new ArrayDeque<>();

    private Product(Vertx vertx, List<KernelModule> modules, Assembly assembly) {
        this.vertx = vertx;
        this.modules = modules;
        this.assembly = assembly;
    }

    /** The modules of the class path, each after those it needs; made anew by each call. */
    public static List<KernelModule> modules() {
        var byName = ServiceLoader.load(KernelModule.class, KernelModule.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(KernelModule::name, Function.identity(), Product::same, LinkedHashMap::new));
        var ordered = new LinkedHashSet<KernelModule>();
        byName.values().forEach(module -> add(module, byName, new ArrayDeque<>(), ordered));
        return List.copyOf(ordered);
    }

    /** The permissions that the modules of the class path declare. */
    public static PermissionRegistry permissions() {
        return new PermissionRegistry(modules().stream()
                .flatMap(module -> module.permissions().stream())
                .toList());
    }

    private static KernelModule same(KernelModule one, KernelModule other) {
        throw new IllegalStateException("Two modules are called " + one.name());
    }

    private static void add(
            KernelModule module, Map<String, KernelModule> all, Deque<String> asked, Set<KernelModule> ordered) {
        if (ordered.contains(module)) {
            return;
        }
        if (asked.contains(module.name())) {
            throw new IllegalStateException("The modules " + asked + " need each other");
        }
        asked.push(module.name());
        for (var need : module.needs()) {
            var needed = all.get(need);
            if (needed == null) {
                throw new IllegalStateException(
                        "The module " + module.name() + " needs " + need + ", which is missing");
            }
            add(needed, all, asked, ordered);
        }
        asked.pop();
        ordered.add(module);
    }

    /** Begins to put the modules of the class path together. */
    public static Builder of(Environment environment) {
        return new Builder(environment);
    }

    /** Puts a product together. */
    public static final class Builder {

        private final Environment environment;
        private final Assembly assembly;
        private Consumer<Assembly> afterwards = assembly -> {};

        private Builder(Environment environment) {
            this.environment = environment;
            this.assembly = new Assembly(environment);
        }

        /** Offers something to the modules from outside. */
        public <T> Builder offering(Class<T> type, T service) {
            assembly.offer(type, service);
            return this;
        }

        /** Adds to what a module asks many for from outside. */
        public <T> Builder contributing(Class<T> type, T contribution) {
            assembly.contribute(type, contribution);
            return this;
        }

        /** Does something more once all modules are assembled, such as offering what stands in for a missing one. */
        public Builder assembling(Consumer<Assembly> step) {
            afterwards = afterwards.andThen(step);
            return this;
        }

        /** Assembles all modules; nothing is started. */
        public Product assemble() {
            var modules = modules();
            modules.forEach(module -> module.assemble(assembly));
            afterwards.accept(assembly);
            return new Product(environment.vertx(), modules, assembly);
        }
    }

    /** A service of one of the modules. */
    public <T> T get(Class<T> type) {
        return assembly.get(type);
    }

    /** A service that may be missing. */
    public <T> Optional<T> find(Class<T> type) {
        return assembly.find(type);
    }

    /** The parts of the canonical contract. */
    public List<String> contracts() {
        return modules.stream().flatMap(module -> module.contracts().stream()).toList();
    }

    /** The operations of the canonical API. */
    public List<Api> apis() {
        return modules.stream().flatMap(module -> module.apis().stream()).toList();
    }

    /** The APIs beside the canonical one. */
    public List<PublishedApi> published() {
        return modules.stream().flatMap(module -> module.published().stream()).toList();
    }

    /** The periodic work of its modules, which they do from when they have started. */
    public List<Job> jobs() {
        return modules.stream().flatMap(module -> module.jobs().stream()).toList();
    }

    /** How the servers elsewhere are that the node can do without for a while. */
    public List<PeerHealth> peerHealth() {
        return modules.stream().flatMap(module -> module.peerHealth().stream()).toList();
    }

    /** Starts each module after those it needs are ready. When one fails, those already started keep running. */
    public Future<Void> start() {
        var feed = assembly.get(EventFeed.class);
        var started = Future.<Void>succeededFuture();
        for (var module : modules) {
            started = started.compose(before -> {
                var next = new RunningModule(module, feed);
                return vertx.deployVerticle(next)
                        .onSuccess(id -> running.push(next))
                        .mapEmpty();
            });
        }
        return started;
    }

    /** Stops all modules, the last started first; a module that fails to stop does not keep the others running. */
    public Future<Void> stop() {
        if (running.isEmpty()) {
            return Future.succeededFuture();
        }
        var last = running.pop();
        return last.undeploy().transform(stopped -> {
            if (stopped.failed()) {
                LOG.warn("Module {} did not stop cleanly", last.name(), stopped.cause());
            }
            return stop();
        });
    }
}
