package dev.guildhall.spi.testing;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.CapabilityHandler;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.EventHandler;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.Invocation;
import dev.guildhall.spi.RouteHandler;
import dev.guildhall.spi.RouteRequest;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** An extension that has started in a {@link FakeWorkspace}; its methods wait for what the extension answers. */
public final class StartedExtension implements Handlers {

    private static final Caller ADA = Caller.user("018f0000-0000-7000-8000-00000000000a", "ada@example.com", "MEMBER");
    private static final long PATIENCE_SECONDS = 10;

    private final Map<String, CapabilityHandler> capabilities = new HashMap<>();
    private final Map<String, EventHandler> events = new HashMap<>();
    private final Map<String, RouteHandler> routes = new HashMap<>();

    private StartedExtension() {}

    static StartedExtension start(WorkspaceExtension extension, WorkspaceContext workspace) {
        var started = new StartedExtension();
        await(() -> extension.start(workspace, started));
        return started;
    }

    /** The capability's result when Ada, a member, invokes it; throws what it failed with. */
    public JsonObject invoke(String key, JsonObject input) {
        var deadline = Instant.now().plusSeconds(PATIENCE_SECONDS);
        var handler = registered(capabilities, key);
        return await(() -> handler.invoke(new Invocation(key, input, ADA, "test", deadline)));
    }

    /** Delivers the event to every handler that asked for its type. */
    public void deliver(Event event) {
        events.forEach((pattern, handler) -> {
            if (matches(pattern, event.type())) {
                await(() -> handler.handle(event));
            }
        });
    }

    /** The answer to Ada's request to a route, named by the path it was registered with. */
    public RouteResponse request(HttpVerb method, String route, Map<String, String> pathParameters, Buffer body) {
        var deadline = Instant.now().plusSeconds(PATIENCE_SECONDS);
        var handler = registered(routes, method + " " + route);
        return await(() -> handler.handle(new RouteRequest(
                method, route, pathParameters, Map.<String, List<String>>of(), Map.of(), body, ADA, "test", deadline)));
    }

    @Override
    public Handlers capability(String key, CapabilityHandler handler) {
        capabilities.put(key, handler);
        return this;
    }

    @Override
    public Handlers on(String typePattern, EventHandler handler) {
        events.put(typePattern, handler);
        return this;
    }

    @Override
    public Handlers route(HttpVerb method, String path, String permission, RouteHandler handler) {
        routes.put(method + " " + path, handler);
        return this;
    }

    private static boolean matches(String pattern, String type) {
        return pattern.equals("*")
                || pattern.equals(type)
                || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static <T> T registered(Map<String, T> handlers, String name) {
        if (!handlers.containsKey(name)) {
            throw new AssertionError("Nothing is registered for " + name + ", only " + handlers.keySet());
        }
        return handlers.get(name);
    }

    private static <T> T await(Callable<Future<T>> call) {
        try {
            return call.call().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Exception failure) {
            throw new AssertionError("The extension failed: " + failure, failure);
        }
    }
}
