package dev.guildhall.host;

import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.security.NeededPermission;
import dev.guildhall.spi.CapabilityHandler;
import dev.guildhall.spi.ChatModel;
import dev.guildhall.spi.EventHandler;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.JobHandler;
import dev.guildhall.spi.RouteHandler;
import dev.guildhall.spi.StreamHandler;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What an extension registered at its start, held against its manifest. */
final class Registrations implements Handlers {

    /** What it does about some types of events. */
    record Reaction(TypePattern types, EventHandler handler) {}

    private static final String ANY_VERSION = "";

    /** A capability in one version, or in those that have no handler of their own. */
    private record Provided(String key, String version) {

        @Override
        public String toString() {
            return version.isEmpty() ? key : key + " " + version;
        }
    }

    private final ExtensionManifest manifest;
    private final Map<Provided, CapabilityHandler> capabilities = new HashMap<>();
    private final Map<String, StreamHandler> streams = new HashMap<>();
    private final Map<String, Reaction> reactions = new LinkedHashMap<>();
    private final RouteTable routes = new RouteTable();
    private final RouteTable webhooks = new RouteTable();
    private final Set<String> routed = new HashSet<>();
    private final Map<String, JobHandler> jobs = new HashMap<>();
    private final Map<String, ChatModel> chatModels = new HashMap<>();
    private boolean closed;

    Registrations(ExtensionManifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public Handlers capability(String key, CapabilityHandler handler) {
        return capability(new Provided(key, ANY_VERSION), manifest.provides(key), handler);
    }

    @Override
    public Handlers capability(String key, String version, CapabilityHandler handler) {
        return capability(new Provided(key, version), manifest.provides(key, version), handler);
    }

    private synchronized Handlers capability(Provided which, boolean isDeclared, CapabilityHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        if (manifest.provides().stream()
                .anyMatch(offer -> offer.streams()
                        && offer.key().equals(which.key())
                        && offer.version().getVersion().equals(which.version()))) {
            throw new IllegalArgumentException("The manifest says that " + which + " streams");
        }
        if (!isDeclared) {
            throw new IllegalArgumentException("The manifest does not provide the capability " + which);
        }
        if (capabilities.putIfAbsent(which, handler) != null) {
            throw new IllegalArgumentException("There are two handlers for the capability " + which);
        }
        return this;
    }

    @Override
    public synchronized Handlers stream(String key, StreamHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        if (manifest.provides().stream()
                .noneMatch(offer -> offer.streams() && offer.key().equals(key))) {
            throw new IllegalArgumentException("The manifest provides no capability " + key + " that streams");
        }
        if (streams.putIfAbsent(key, handler) != null) {
            throw new IllegalArgumentException("There are two handlers for the capability " + key);
        }
        return this;
    }

    @Override
    public synchronized Handlers on(String typePattern, EventHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        var types = TypePattern.parse(typePattern);
        if (!manifest.consumes(types)) {
            throw new IllegalArgumentException("The manifest's consumesEvents does not cover " + typePattern);
        }
        reactions.put(reactionName(typePattern), new Reaction(types, handler));
        return this;
    }

    @Override
    public synchronized Handlers route(String routeId, RouteHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        var declared = manifest.route(routeId)
                .orElseThrow(() -> new IllegalArgumentException("The manifest has no route " + routeId));
        if (!routed.add(routeId)) {
            throw new IllegalArgumentException("There are two handlers for the route " + routeId);
        }
        if (declared.signature().isPresent()) {
            webhooks.add(declared.method(), declared.path(), "", handler);
        } else {
            routes.add(declared.method(), declared.path(), declared.permission().orElseThrow(), handler);
        }
        return this;
    }

    @Override
    public synchronized Handlers job(String jobId, JobHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        if (manifest.job(jobId).isEmpty()) {
            throw new IllegalArgumentException("The manifest has no job " + jobId);
        }
        if (jobs.putIfAbsent(jobId, handler) != null) {
            throw new IllegalArgumentException("There are two handlers for the job " + jobId);
        }
        return this;
    }

    @Override
    public synchronized Handlers chatModel(String provider, ChatModel model) {
        requireOpen();
        Objects.requireNonNull(model, "model");
        if (manifest.chatModels().stream().noneMatch(declared -> declared.key().equals(provider))) {
            throw new IllegalArgumentException("The manifest has no provider " + provider + " among its chatModels");
        }
        if (chatModels.putIfAbsent(provider, model) != null) {
            throw new IllegalArgumentException("There are two chat models for the provider " + provider);
        }
        return this;
    }

    // The same each time, as long as they are registered in one order.
    private String reactionName(String typePattern) {
        var name = typePattern;
        for (var number = 2; reactions.containsKey(name); number++) {
            name = typePattern + "#" + number;
        }
        return name;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("Handlers are registered while the extension starts, not later");
        }
    }

    /** Ends registration; throws an {@link IllegalStateException} when something the manifest promises is missing. */
    synchronized void complete() {
        closed = true;
        var missing = manifest.provides().stream()
                .filter(offer -> offer.streams()
                        ? !streams.containsKey(offer.key())
                        : capability(offer.key(), offer.version().getVersion()).isEmpty())
                .map(ExtensionManifest.ProvidedCapability::label)
                .toList();
        var unserved = manifest.routes().stream()
                .map(ExtensionManifest.DeclaredRoute::id)
                .filter(route -> !routed.contains(route))
                .toList();
        if (!unserved.isEmpty()) {
            throw new IllegalStateException(
                    "It registered no handler for the routes " + String.join(", ", unserved) + " of its manifest");
        }
        var idle = manifest.jobs().stream()
                .map(ExtensionManifest.DeclaredJob::id)
                .filter(job -> !jobs.containsKey(job))
                .toList();
        if (!idle.isEmpty()) {
            throw new IllegalStateException(
                    "It registered no handler for the jobs " + String.join(", ", idle) + " of its manifest");
        }
        var silent = manifest.chatModels().stream()
                .map(ExtensionManifest.ChatModelProvider::key)
                .filter(provider -> !chatModels.containsKey(provider))
                .toList();
        if (!silent.isEmpty()) {
            throw new IllegalStateException(
                    "It registered no chat model for the providers " + String.join(", ", silent) + " of its manifest");
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "It registered no handler for " + String.join(", ", missing) + ", which its manifest provides");
        }
    }

    /** The permission that a caller of this capability needs beside that to call capabilities. */
    Optional<NeededPermission> needed(String key, String version) {
        return manifest.needed(key, version);
    }

    synchronized Optional<CapabilityHandler> capability(String key, String version) {
        var own = capabilities.get(new Provided(key, version));
        return Optional.ofNullable(own == null ? capabilities.get(new Provided(key, ANY_VERSION)) : own);
    }

    synchronized Optional<StreamHandler> stream(String key) {
        return Optional.ofNullable(streams.get(key));
    }

    /** The handlers of events by their names: the pattern, and a number when there are several with the same. */
    synchronized Map<String, Reaction> reactions() {
        return Map.copyOf(reactions);
    }

    synchronized Optional<JobHandler> job(String jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    synchronized Optional<ChatModel> chatModel(String provider) {
        return Optional.ofNullable(chatModels.get(provider));
    }

    synchronized Optional<RouteMatch> webhook(String path) {
        return webhooks.find(HttpVerb.POST, path);
    }

    synchronized Optional<RouteMatch> route(HttpVerb method, String path) {
        return routes.find(method, path);
    }

    synchronized Set<HttpVerb> methodsAt(String path) {
        return routes.methodsAt(path);
    }
}
