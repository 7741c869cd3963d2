package dev.guildhall.extensions.internal.service;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.ServiceCall;
import dev.guildhall.extensions.ServiceClient;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.host.Cancellation;
import dev.guildhall.host.ExtensionFailure;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.host.HandedInvocation;
import dev.guildhall.spi.Caller;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Handlers;
import dev.guildhall.spi.Invocation;
import dev.guildhall.spi.JobRun;
import dev.guildhall.spi.ResultStream;
import dev.guildhall.spi.WorkspaceContext;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Stands in this process for an extension that runs elsewhere: passes on by signed POSTs what it is called for, the events
 * it is told of, and the beginning and the end of its installation. So the host treats it as any other.
 */
final class StandIn implements WorkspaceExtension {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration LONGEST_STREAM = Duration.ofMinutes(1);

    /** The host is to be the one that ends a call which takes too long. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ServiceClient services;
    private final InstallationTokens tokens;
    private final URI api;
    private final StoredInstallation stored;
    private final Installation installation;
    private final ExtensionManifest manifest;

    StandIn(
            ServiceClient services,
            InstallationTokens tokens,
            URI api,
            StoredInstallation stored,
            ExtensionManifest manifest) {
        this.services = services;
        this.tokens = tokens;
        this.api = api;
        this.stored = stored;
        this.installation = stored.installation();
        this.manifest = manifest;
    }

    @Override
    public Future<Void> start(WorkspaceContext workspace, Handlers handlers) {
        keys(false).forEach(key -> handlers.capability(key, this::invoke));
        keys(true).forEach(key -> handlers.stream(key, this::stream));
        manifest.consumesEvents().forEach(types -> handlers.on(types.toString(), this::deliver));
        manifest.jobs().forEach(job -> handlers.job(job.id(), this::run));
        var body = lifecycle("started", workspace)
                .put("secret", tokens.secret(stored))
                .put("config", workspace.secrets().config());
        return services.tell(call("/lifecycle", Ids.next().toString(), body, Map.of(), LONGEST))
                .recover(failure -> Future.failedFuture(notYet(failure)));
    }

    private List<String> keys(boolean streams) {
        return manifest.provides().stream()
                .filter(provided -> provided.streams() == streams)
                .map(ExtensionManifest.ProvidedCapability::key)
                .distinct()
                .toList();
    }

    @Override
    public Future<Void> uninstalling(WorkspaceContext workspace, boolean keepsData) {
        var body = lifecycle("uninstalling", workspace).put("keepsData", keepsData);
        return services.tell(call("/lifecycle", Ids.next().toString(), body, Map.of(), LONGEST));
    }

    private JsonObject lifecycle(String type, WorkspaceContext workspace) {
        return new JsonObject()
                .put("type", type)
                .put("apiUrl", api.toString())
                .put("workspaceId", workspace.workspaceId())
                .put("workspaceKey", workspace.workspaceKey())
                .put("extensionKey", manifest.id())
                .put("extensionVersion", manifest.version().getVersion())
                .put("installationId", installation.id().toString())
                .put(
                        "grantedPermissions",
                        new JsonArray(installation.grantedPermissions().stream()
                                .sorted()
                                .toList()));
    }

    // That a service is not there says nothing about the extension: the next call tries again.
    private static Throwable notYet(Throwable failure) {
        return failure instanceof ExtensionFailure fault
                ? new ExtensionException(
                        ExtensionException.Kind.UNAVAILABLE,
                        "SERVICE_UNREACHABLE",
                        "The service did not take the beginning of its work: " + fault.getMessage())
                : failure;
    }

    private Future<JsonObject> invoke(Invocation asked) {
        var mayRepeat = manifest.provides().stream()
                .anyMatch(provided -> provided.key().equals(asked.key())
                        && provided.version().getVersion().equals(asked.version())
                        && provided.idempotent());
        return services.post(call(asked, Map.of(), LONGEST, mayRepeat))
                .recover(failure -> Future.failedFuture(refused(failure)));
    }

    private Future<Void> stream(Invocation asked, ResultStream results) {
        return services.stream(
                        call(asked, Map.of("accept", "application/x-ndjson"), LONGEST_STREAM, false), results::send)
                .recover(failure -> Future.failedFuture(refused(failure)));
    }

    private ServiceCall call(Invocation asked, Map<String, String> more, Duration longest, boolean mayRepeat) {
        var headers = new HashMap<>(more);
        headers.put("guildhall-capability", asked.key());
        headers.put("guildhall-capability-version", asked.version());
        headers.put("guildhall-caller", name(asked.caller()));
        headers.put("x-request-id", asked.requestId());
        asked.caller().onBehalfOf().ifPresent(behind -> headers.put("guildhall-on-behalf-of", name(behind)));
        asked.idempotencyKey().ifPresent(key -> headers.put("idempotency-key", key));
        var left = Duration.between(Instant.now(), asked.deadline()).plus(GRACE);
        return call(
                "/capabilities/" + asked.key(),
                Ids.next().toString(),
                asked.input(),
                headers,
                left.compareTo(longest) < 0 ? left : longest,
                HandedInvocation.cancellation(asked),
                mayRepeat);
    }

    private static String name(Caller caller) {
        return caller.kind().name().toLowerCase(Locale.ROOT) + ":" + caller.id();
    }

    private static Throwable refused(Throwable failure) {
        if (!(failure instanceof Problem problem)) {
            return failure;
        }
        var kind = switch (problem.code().kind()) {
            case FORBIDDEN -> ExtensionException.Kind.FORBIDDEN;
            case NOT_FOUND -> ExtensionException.Kind.NOT_FOUND;
            case CONFLICT -> ExtensionException.Kind.CONFLICT;
            default -> ExtensionException.Kind.INVALID;
        };
        return new ExtensionException(kind, problem.code().code(), problem.getMessage());
    }

    /** The same message for each attempt, so that the service can tell when one comes again. */
    private Future<Void> run(JobRun due) {
        var id = due.jobId() + "/" + due.key().orElse("") + "/" + due.dueAt().toEpochMilli();
        var body = new JsonObject()
                .put("jobId", due.jobId())
                .put("key", due.key().orElse(null))
                .put("input", due.input())
                .put("dueAt", due.dueAt().toString())
                .put("attempt", due.attempt());
        var left = Duration.between(Instant.now(), due.deadline()).plus(GRACE);
        return services.tell(
                call("/jobs/" + due.jobId(), id, body, Map.of(), left.compareTo(LONGEST) < 0 ? left : LONGEST));
    }

    private Future<Void> deliver(Event event) {
        var envelope = new JsonObject()
                .put("specversion", "1.0")
                .put("id", event.id())
                .put("source", event.source())
                .put("type", event.type())
                .put("time", event.time().toString())
                .put("sequence", event.sequence())
                .put("workspace", event.workspaceId())
                .put("actor", event.actor())
                .put("datacontenttype", "application/json")
                .put("data", event.data());
        if (event.subject() != null) {
            envelope.put("subject", event.subject());
        }
        return services.tell(call("/events", event.id(), envelope, Map.of(), LONGEST));
    }

    /** What nobody waits for who could give it up. */
    private ServiceCall call(String path, String id, JsonObject body, Map<String, String> more, Duration timeout) {
        return call(path, id, body, more, timeout, new Cancellation(), false);
    }

    private ServiceCall call(
            String path,
            String id,
            JsonObject body,
            Map<String, String> more,
            Duration timeout,
            Cancellation cancellation,
            boolean mayRepeat) {
        var headers = new HashMap<>(more);
        headers.put("guildhall-api", api.toString());
        headers.put("guildhall-workspace", installation.workspace().toString());
        headers.put("guildhall-token", tokens.mint(stored));
        var base = manifest.serviceBaseUrl().orElseThrow().toString().replaceAll("/+$", "");
        return new ServiceCall(
                "installation/" + installation.id(),
                id,
                URI.create(base + path),
                tokens.signing(stored),
                body,
                headers,
                timeout,
                cancellation,
                mayRepeat,
                ExtensionManifest.errorPrefix(manifest.id()));
    }
}
