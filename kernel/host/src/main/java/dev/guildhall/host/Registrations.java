package dev.guildhall.host;

import dev.guildhall.core.event.TypePattern;
import dev.guildhall.spi.CapabilityHandler;
import dev.guildhall.spi.EventHandler;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteHandler;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What an extension registered at its start, held against its manifest. */
final class Registrations implements Handlers {

    /** What it does about some types of events. */
    record Reaction(TypePattern types, EventHandler handler) {}

    private final ExtensionManifest manifest;
    private final Map<String, CapabilityHandler> capabilities = new HashMap<>();
    private final Map<String, Reaction> reactions = new LinkedHashMap<>();
    private final RouteTable routes = new RouteTable();
    private boolean closed;

    Registrations(ExtensionManifest manifest) {
        this.manifest = manifest;
    }

    @Override
    public synchronized Handlers capability(String key, CapabilityHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        if (!manifest.provides(key)) {
            throw new IllegalArgumentException("The manifest does not provide the capability " + key);
        }
        if (capabilities.putIfAbsent(key, handler) != null) {
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
    public synchronized Handlers route(HttpVerb method, String path, String permission, RouteHandler handler) {
        requireOpen();
        Objects.requireNonNull(handler, "handler");
        if (permission == null || permission.isBlank()) {
            throw new IllegalArgumentException("The route " + path + " needs a permission");
        }
        routes.add(method, path, permission, handler);
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
                .map(ExtensionManifest.ProvidedCapability::key)
                .filter(key -> !capabilities.containsKey(key))
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "It registered no handler for " + String.join(", ", missing) + ", which its manifest provides");
        }
    }

    synchronized Optional<CapabilityHandler> capability(String key) {
        return Optional.ofNullable(capabilities.get(key));
    }

    /** The handlers of events by their names: the pattern, and a number when there are several with the same. */
    synchronized Map<String, Reaction> reactions() {
        return Map.copyOf(reactions);
    }

    synchronized Optional<RouteMatch> route(HttpVerb method, String path) {
        return routes.find(method, path);
    }

    synchronized Set<HttpVerb> methodsAt(String path) {
        return routes.methodsAt(path);
    }
}
