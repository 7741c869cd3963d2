package dev.guildhall.capabilities;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.Installations;
import dev.guildhall.spi.Caller;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;

/** Wires the module: the registry, what it serves and what it listens to. */
public final class CapabilitiesModule {

    /** Few, so that those who send much wait for each other and not everybody for them. */
    private static final int VALIDATING_THREADS = 2;

    private final EventFeed feed;
    private final Capabilities capabilities;
    private final Invoker invoker;

    public CapabilitiesModule(
            Vertx vertx, Database database, Journal journal, EventFeed feed, Installations installations, Clock clock) {
        this.feed = feed;
        this.capabilities = new Capabilities(database, journal, clock);
        this.invoker = new Invoker(
                capabilities, installations, vertx.createSharedWorkerExecutor("schemas", VALIDATING_THREADS));
    }

    /** What the extensions module asks and tells when it installs and uninstalls. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /** How extensions call capabilities. */
    public CapabilityInvoker invoker() {
        return (workspace, extension, key, versions, input, chain) -> invoker.invoke(
                workspace, key, versions, input, Caller.extension(extension), chain, Function.identity());
    }

    public KernelModule kernelModule() {
        return new KernelModule("capabilities", new Following(), List.of(new CapabilityApi(capabilities, invoker)));
    }

    private final class Following extends VerticleBase {

        @Override
        public Future<?> start() {
            capabilities.follow(feed);
            return Future.succeededFuture();
        }
    }
}
