package dev.guildhall.core.module;

import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.security.Permission;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A part of the product. It is found by {@link java.util.ServiceLoader}, so that writing it is all there is to do. The
 * kernel {@link #assemble assembles} all modules in the order of their needs before it starts the first, takes what they
 * {@link #listens() listen} to, deploys them, runs their {@link #jobs() jobs} on their event loop, and ends it all in
 * reverse. What a module offers over HTTP is asked for once every module is assembled.
 */
public abstract class KernelModule extends VerticleBase {

    /** Its name, which is that of its folder. */
    public abstract String name();

    /** The names of the modules that are assembled and started before it. */
    public Set<String> needs() {
        return Set.of();
    }

    /** What operators can tell it; known before it is assembled. */
    public List<Setting<?>> settings() {
        return List.of();
    }

    /** Throws a {@link dev.guildhall.core.config.ConfigurationException} when settings contradict each other. */
    public void check(Settings settings) {
        // Each is checked by itself when it is read.
    }

    /** The servers elsewhere that it works with by these settings, the database aside. */
    public List<Peer> peers(Settings settings) {
        return List.of();
    }

    /** Makes its services and offers them to other modules; called once, before anything is started. Must not block. */
    public abstract void assemble(Assembly assembly);

    /** The permissions it guards something by; known before it is assembled, and whether or not it is. */
    public List<Permission> permissions() {
        return List.of();
    }

    /** The class path resources of its parts of the canonical contract, such as {@code openapi/membership.yaml}. */
    public List<String> contracts() {
        return List.of();
    }

    /** The operations of {@link #contracts()}. */
    public List<Api> apis() {
        return List.of();
    }

    /** The class path resources of the contracts of {@link #published()}. */
    public List<String> publishedContracts() {
        return List.of();
    }

    /** The APIs it serves beside the canonical one. */
    public List<PublishedApi> published() {
        return List.of();
    }

    /** What hears of every committed event from before the module's start until after its end; see {@link dev.guildhall.core.event.EventFeed}. */
    public List<Consumer<Event>> listens() {
        return List.of();
    }

    /** What it does again and again while it runs. */
    public List<Job> jobs() {
        return List.of();
    }

    /** What the node's health is to tell of {@link #peers}, which it does not hang on. */
    public List<PeerHealth> peerHealth() {
        return List.of();
    }

    /** Completes when the module is ready to be used. */
    @Override
    public Future<?> start() throws Exception {
        return Future.succeededFuture();
    }
}
