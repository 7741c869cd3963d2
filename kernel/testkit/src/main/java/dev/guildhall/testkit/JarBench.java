package dev.guildhall.testkit;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Cause;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.CapabilityRequest;
import dev.guildhall.host.ChatCall;
import dev.guildhall.host.ChatPart;
import dev.guildhall.host.ConfiguredHosts;
import dev.guildhall.host.ExecutionLimits;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionArtifact;
import dev.guildhall.host.ExtensionHost;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.IncomingRequest;
import dev.guildhall.host.InstallationServices;
import dev.guildhall.host.KnownCaller;
import dev.guildhall.host.RunningExtension;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.testing.FakeWorkspace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.semver4j.Semver;

/** An extension out of its jar, run by the real host in a fake workspace. Its methods wait for the answer. */
public final class JarBench implements AutoCloseable {

    private static final KnownCaller ADA =
            KnownCaller.user("018f0000-0000-7000-8000-00000000000a", "ada@example.com", "MEMBER");

    /** What a capability or a route may need: who may do what is decided where there are roles. */
    private static final Access EVERYTHING =
            new Access(new WorkspaceId(new UUID(1, 1)), "MEMBER", Set.of(), null, needed -> true);

    private final Vertx vertx = Vertx.vertx();
    private final ExtensionArchive archive;
    private final ExtensionHost host;
    private final RunningExtension running;

    private JarBench(byte[] jar, Path folder, FakeWorkspace workspace) {
        this.archive = ExtensionArchive.read(jar, ArchiveRules.forPlatform(new Semver("1.0.0")));
        this.host = new ExtensionHost(vertx, folder, ExecutionLimits.DEFAULT);
        this.running = host.open(ExtensionArtifact.of(archive), new Services(workspace, archive.manifest()));
    }

    /** Reads the jar and makes a host for it, which works in the folder; nothing is started yet. */
    public static JarBench open(Path jar, Path folder, FakeWorkspace workspace) throws IOException {
        return new JarBench(Files.readAllBytes(jar), folder, workspace);
    }

    public ExtensionArchive archive() {
        return archive;
    }

    public void start() {
        Await.result(running.start());
    }

    /** The capability's result when Ada, a member, invokes it; throws what it failed with. */
    public JsonObject invoke(String key, JsonObject input) {
        var chain = CallChain.from("test", deadline()).onBehalfOf(ADA, EVERYTHING);
        return Await.result(running.invoke(new CapabilityRequest(key, newest(key), input, ADA, chain)));
    }

    /** Delivers an event to each handler that is for it. */
    public void deliver(Event event) {
        Await.result(running.eventHandlers()).forEach((handler, types) -> {
            if (types.matches(event.type())) {
                Await.result(running.deliver(handler, event, Cause.NONE));
            }
        });
    }

    /** The answer to Ada's request to one of the extension's routes. */
    public RouteResponse request(HttpVerb method, String path, Buffer body) {
        var request = new IncomingRequest(method, path, Map.of(), Map.of(), Map.of(), body, ADA, "test", deadline());
        var chain = CallChain.from(request.requestId(), request.deadline()).onBehalfOf(ADA, EVERYTHING);
        return Await.result(running.route(method, path).compose(route -> running.serve(route, request, chain)));
    }

    /** What a chat model says to Ada; what it wants called is left out. */
    public String answer(String provider, String model, String text) {
        var said = new StringBuffer();
        var chain = CallChain.from("test", deadline()).onBehalfOf(ADA, EVERYTHING);
        var question = new ChatCall(
                provider,
                model,
                Optional.empty(),
                List.of(ChatMessage.user(text)),
                List.of(),
                new JsonObject(),
                ADA,
                chain);
        Await.result(running.answer(question, part -> {
            if (part instanceof ChatPart.Text next) {
                said.append(next.piece());
            }
            return Future.succeededFuture();
        }));
        return said.toString();
    }

    private String newest(String capability) {
        return archive.manifest().provides().stream()
                .filter(offer -> offer.key().equals(capability))
                .map(ExtensionManifest.ProvidedCapability::version)
                .max(Comparator.naturalOrder())
                .map(Semver::getVersion)
                .orElseThrow(() -> new AssertionError("The manifest does not provide " + capability));
    }

    private static Instant deadline() {
        return Instant.now().plus(Await.LIMIT);
    }

    @Override
    public void close() {
        Await.result(running.stop());
        host.close();
        Await.result(vertx.close());
    }

    private record Services(FakeWorkspace workspace, ExtensionManifest manifest) implements InstallationServices {

        @Override
        public Set<String> grantedPermissions() {
            return Set.copyOf(manifest.permissions());
        }

        @Override
        public Set<String> configuredHosts() {
            return Set.copyOf(ConfiguredHosts.in(manifest.configSchema(), workspace.config())
                    .values());
        }

        @Override
        public Jobs jobs() {
            return workspace.jobs();
        }

        @Override
        public String workspaceId() {
            return workspace.workspaceId();
        }

        @Override
        public String workspaceKey() {
            return workspace.workspaceKey();
        }

        @Override
        public JsonObject config() {
            return workspace.secrets().config();
        }

        @Override
        public Storage storage(Cause cause) {
            return workspace.storage();
        }

        @Override
        public Future<OutboundResponse> send(OutboundRequest request) {
            return workspace.http().send(request);
        }

        @Override
        public Future<OutboundResponse> stream(
                OutboundRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces) {
            return workspace.http().stream(request, pieces);
        }

        @Override
        public JsonObject openConfig() {
            return workspace.config();
        }

        @Override
        public Members members() {
            return workspace.members();
        }

        @Override
        public Future<List<Event>> events(long after, int limit) {
            return workspace.events().read(after, limit);
        }

        @Override
        public State state() {
            return workspace.state();
        }

        @Override
        public Future<String> emit(Cause cause, String type, String subject, JsonObject data) {
            return workspace.emit(type, subject, data);
        }

        @Override
        public Future<JsonObject> invoke(CallChain chain, CapabilityCall call, VersionRange versions) {
            return workspace.invoke(call);
        }

        @Override
        public Future<Void> stream(
                CallChain chain, CapabilityCall call, VersionRange versions, Function<JsonObject, Future<Void>> items) {
            return workspace.stream(call, items::apply);
        }
    }
}
