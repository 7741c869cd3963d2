package dev.guildhall.spi.testing;

import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Events;
import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.Limits;
import dev.guildhall.spi.Member;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.ResultStream;
import dev.guildhall.spi.Secrets;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A workspace that exists in memory only: it remembers what the extension emitted and sent, and answers as the test
 * says. It refuses what the host refuses: whatever the author's {@code extension.json} on the class path does not declare
 * or ask for. All that the manifest asks for is granted.
 */
public final class FakeWorkspace implements WorkspaceContext {

    /** An event the extension emitted. */
    public record Emitted(String type, String subject, JsonObject data) {}

    private static final String ID = "018f0000-0000-7000-8000-000000000001";

    private final List<Emitted> emitted = new CopyOnWriteArrayList<>();
    private final List<OutboundRequest> sent = new CopyOnWriteArrayList<>();
    private final AuthorsManifest manifest;
    private JsonObject config = new JsonObject();
    private Storage storage;
    private Function<OutboundRequest, Future<OutboundResponse>> outside =
            request -> Future.succeededFuture(FakeResponse.of(200, ""));
    private BiFunction<String, JsonObject, Future<JsonObject>> capabilities =
            (key, input) -> Future.failedFuture("No extension of this fake workspace provides " + key);
    private final List<Event> history = new CopyOnWriteArrayList<>();
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final FakeState state = new FakeState();
    private final FakeJobs jobs;
    private long sequence;

    /** With the manifest on the class path, which is the author's own. */
    public FakeWorkspace() {
        this(AuthorsManifest.own());
    }

    /** With this manifest. */
    public FakeWorkspace(JsonObject manifest) {
        this(new AuthorsManifest(manifest));
    }

    private FakeWorkspace(AuthorsManifest manifest) {
        this.manifest = manifest;
        this.jobs = new FakeJobs(manifest);
    }

    public FakeWorkspace configured(JsonObject value) {
        config = value;
        return this;
    }

    public FakeWorkspace storing(Storage tables) {
        storage = tables;
        return this;
    }

    /** Decides what calls to the outside answer; without it, 200 with an empty body. */
    public FakeWorkspace answering(Function<OutboundRequest, Future<OutboundResponse>> answer) {
        outside = answer;
        return this;
    }

    /** Decides what other capabilities answer; without it, none exists. */
    public FakeWorkspace providing(BiFunction<String, JsonObject, Future<JsonObject>> provider) {
        capabilities = provider;
        return this;
    }

    /** Starts the extension in this workspace. */
    public StartedExtension start(WorkspaceExtension extension) {
        return StartedExtension.start(extension, manifest, this);
    }

    /** An event of this workspace, with the next sequence. */
    public Event event(String type, String subject, JsonObject data) {
        var id = UUID.randomUUID().toString();
        var event = new FakeEvent(
                id,
                "/workspaces/" + ID,
                type,
                subject,
                Instant.now(),
                ++sequence,
                ID,
                "system",
                id,
                Optional.empty(),
                data);
        history.add(event);
        return event;
    }

    /** Makes somebody a member. */
    public FakeWorkspace withMember(String userId, String email, String fullName, String role) {
        members.add(new FakeMembers.FakeMember(userId, email, fullName, role, Instant.now()));
        return this;
    }

    public List<Emitted> emitted() {
        return emitted;
    }

    public List<OutboundRequest> sent() {
        return sent;
    }

    /** What the extension ordered, and did not take back. */
    public List<JobOrder> orderedJobs() {
        return jobs.orders();
    }

    @Override
    public Jobs jobs() {
        return jobs;
    }

    @Override
    public String workspaceId() {
        return ID;
    }

    @Override
    public String workspaceKey() {
        return "acme";
    }

    @Override
    public String extensionVersion() {
        return manifest.version();
    }

    @Override
    public JsonObject config() {
        return manifest.withoutSecrets(config);
    }

    @Override
    public Secrets secrets() {
        return new FakeSecrets(config, manifest);
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public Members members() {
        return new FakeMembers(members, manifest);
    }

    @Override
    public Events events() {
        return new Events() {
            @Override
            public Future<String> emit(String type, String subject, JsonObject data) {
                return FakeWorkspace.this.emit(type, subject, data);
            }

            @Override
            public Future<List<Event>> read(long after, int limit) {
                return manifest.opening(
                        "events.read",
                        () -> history.stream()
                                .filter(event -> event.sequence() > after)
                                .limit(limit)
                                .toList());
            }
        };
    }

    @Override
    public Limits limits() {
        return FakeLimits.INSTANCE;
    }

    @Override
    public Storage storage() {
        if (storage == null) {
            throw new IllegalStateException("This fake workspace has no tables: give it some with storing(...)");
        }
        return storage;
    }

    @Override
    public OutboundHttp http() {
        return new FakeHttp(request -> {
            var refusal = manifest.refusalToReach(request.url().getHost(), config);
            if (refusal.isPresent()) {
                return Future.failedFuture(refusal.get());
            }
            sent.add(request);
            return outside.apply(request);
        });
    }

    @Override
    public Future<String> emit(String type, String subject, JsonObject data) {
        return manifest.publishing(type, () -> {
            emitted.add(new Emitted(type, subject, data == null ? new JsonObject() : data.copy()));
            return UUID.randomUUID().toString();
        });
    }

    @Override
    public Future<JsonObject> invoke(CapabilityCall call) {
        var refusal = manifest.refusalToCall(call.key());
        return refusal.isPresent() ? Future.failedFuture(refusal.get()) : capabilities.apply(call.key(), call.input());
    }

    /** A stream of the one result that {@link #providing} decides. */
    @Override
    public Future<Void> stream(CapabilityCall call, ResultStream items) {
        return invoke(call).compose(items::send);
    }

    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("extension");
    }
}
