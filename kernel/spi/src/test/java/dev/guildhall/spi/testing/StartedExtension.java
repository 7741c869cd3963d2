package dev.guildhall.spi.testing;

import static dev.guildhall.spi.testing.FakeCaller.ADA;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.CapabilityHandler;
import dev.guildhall.spi.ChatModel;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.EventHandler;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.JobHandler;
import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.RouteHandler;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.StreamHandler;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * An extension that has started in a {@link FakeWorkspace}; its methods wait for what the extension answers. What the
 * manifest does not declare cannot be registered, and what it declares has to be, as in the host.
 */
public final class StartedExtension implements Handlers {

    private static final long PATIENCE_SECONDS = 10;

    private record Reaction(String pattern, EventHandler handler) {}

    private final AuthorsManifest manifest;
    private final Map<String, CapabilityHandler> capabilities = new HashMap<>();
    private final Map<String, StreamHandler> streams = new HashMap<>();
    private final List<Reaction> reactions = new ArrayList<>();
    private final Map<String, RouteHandler> routes = new HashMap<>();

    private final Map<String, JobHandler> jobs = new HashMap<>();
    private final Map<String, ChatModel> chatModels = new HashMap<>();

    private StartedExtension(AuthorsManifest manifest) {
        this.manifest = manifest;
    }

    static StartedExtension start(WorkspaceExtension extension, AuthorsManifest manifest, WorkspaceContext workspace) {
        var started = new StartedExtension(manifest);
        await(() -> extension.start(workspace, started));
        started.requireComplete();
        return started;
    }

    /** The capability's result when Ada, a member, invokes its newest version; throws what it failed with. */
    public JsonObject invoke(String key, JsonObject input) {
        return invoke(key, input, ADA);
    }

    /** The same for another caller. */
    public JsonObject invoke(String key, JsonObject input, FakeCaller caller) {
        var version = version(key);
        var handler = capabilities.getOrDefault(key + " " + version, capabilities.get(key));
        return await(() -> handler.invoke(invocation(key, version, input, caller)));
    }

    /** The items of a capability's result that comes in a stream, when Ada invokes it. */
    public List<JsonObject> stream(String key, JsonObject input) {
        var items = new ArrayList<JsonObject>();
        await(() -> streams.get(key).stream(invocation(key, version(key), input, ADA), item -> {
            items.add(item.copy());
            return Future.succeededFuture();
        }));
        return items;
    }

    private String version(String key) {
        return manifest.provides().stream()
                .filter(provided -> key.equals(provided.getString("key")))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("The manifest does not provide " + key))
                .getString("version");
    }

    private FakeInvocation invocation(String key, String version, JsonObject input, FakeCaller caller) {
        return new FakeInvocation(
                key, version, input, told(caller), "test", Instant.now().plusSeconds(PATIENCE_SECONDS));
    }

    private Caller told(FakeCaller caller) {
        return manifest.asksFor("members.read") ? caller : caller.withoutAddress();
    }

    /** Delivers the event to every handler that asked for its type. */
    public void deliver(Event event) {
        for (var reaction : reactions) {
            if (AuthorsManifest.matches(reaction.pattern(), event.type())) {
                await(() -> reaction.handler().handle(event));
            }
        }
    }

    /** The answer to Ada's request to a route, by its id in the manifest. */
    public RouteResponse request(String routeId, Map<String, String> pathParameters, Buffer body) {
        var route =
                manifest.route(routeId).orElseThrow(() -> new AssertionError("The manifest has no route " + routeId));
        var method = HttpVerb.valueOf(route.getString("method"));
        var request = FakeRequest.of(method, route.getString("path"), pathParameters, body)
                .by(told(ADA));
        return await(() -> routes.get(routeId).handle(request));
    }

    /** Has a job run as if it were due now by its schedule. */
    public void run(String jobId) {
        run(jobId, Optional.empty(), new JsonObject());
    }

    /** Has a job run as it was ordered. */
    public void run(JobOrder order) {
        run(order.jobId(), Optional.of(order.key()), order.input());
    }

    private void run(String jobId, Optional<String> key, JsonObject input) {
        var handler = jobs.get(jobId);
        require(handler != null, "The manifest has no job " + jobId);
        var now = Instant.now();
        await(() -> handler.run(new FakeRun(jobId, key, input.copy(), now, 1, now.plusSeconds(PATIENCE_SECONDS))));
    }

    /** What a provider of chat models answers Ada to this. */
    public FakeAnswer answer(String provider, FakeQuestion question) {
        var model = chatModels.get(provider);
        require(model != null, "The manifest has no provider " + provider + " among its chatModels");
        var answer = new FakeAnswer();
        answer.usage = await(() -> model.answer(question.by(told(ADA)), answer));
        return answer;
    }

    @Override
    public Handlers chatModel(String provider, ChatModel model) {
        require(
                manifest.chatModels().stream().anyMatch(known -> provider.equals(known.getString("provider"))),
                "The manifest has no provider " + provider + " among its chatModels");
        require(
                chatModels.putIfAbsent(provider, model) == null,
                "There are two chat models for the provider " + provider);
        return this;
    }

    @Override
    public Handlers job(String jobId, JobHandler handler) {
        require(manifest.hasJob(jobId), "The manifest has no job " + jobId);
        require(jobs.putIfAbsent(jobId, handler) == null, "There are two handlers for the job " + jobId);
        return this;
    }

    @Override
    public Handlers capability(String key, CapabilityHandler handler) {
        require(manifest.isProvided(key), "The manifest does not provide the capability " + key);
        require(capabilities.putIfAbsent(key, handler) == null, "There are two handlers for " + key);
        return this;
    }

    @Override
    public Handlers capability(String key, String version, CapabilityHandler handler) {
        var name = key + " " + version;
        require(manifest.isProvided(key, version), "The manifest does not provide the capability " + name);
        require(capabilities.putIfAbsent(name, handler) == null, "There are two handlers for " + name);
        return this;
    }

    @Override
    public Handlers stream(String key, StreamHandler handler) {
        require(manifest.isStreamed(key), "The manifest provides no capability " + key + " that streams");
        require(streams.putIfAbsent(key, handler) == null, "There are two handlers for " + key);
        return this;
    }

    @Override
    public Handlers on(String typePattern, EventHandler handler) {
        require(manifest.consumes(typePattern), "The manifest's consumesEvents does not cover " + typePattern);
        reactions.add(new Reaction(typePattern, handler));
        return this;
    }

    @Override
    public Handlers route(String routeId, RouteHandler handler) {
        require(manifest.route(routeId).isPresent(), "The manifest has no route " + routeId);
        require(routes.putIfAbsent(routeId, handler) == null, "There are two handlers for the route " + routeId);
        return this;
    }

    private void requireComplete() {
        for (var offer : manifest.provides()) {
            var name = offer.getString("key") + " " + offer.getString("version");
            require(
                    streams.containsKey(offer.getString("key"))
                            || capabilities.containsKey(name)
                            || capabilities.containsKey(offer.getString("key")),
                    "It registered no handler for " + name + ", which its manifest provides");
        }
        for (var job : manifest.jobs()) {
            var id = job.getString("id");
            require(jobs.containsKey(id), "It registered no handler for the job " + id + " of its manifest");
        }
        for (var provider : manifest.chatModels()) {
            var key = provider.getString("provider");
            require(
                    chatModels.containsKey(key),
                    "It registered no chat model for the provider " + key + " of its manifest");
        }
        for (var route : manifest.routes()) {
            var id = route.getString("id");
            require(routes.containsKey(id), "It registered no handler for the route " + id + " of its manifest");
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
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
