package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Scope;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundException;
import dev.guildhall.core.plugin.CallChain;
import dev.guildhall.core.plugin.ExtensionManifest;
import dev.guildhall.core.plugin.HostPattern;
import dev.guildhall.core.plugin.InstallationServices;
import dev.guildhall.core.plugin.VersionRange;
import dev.guildhall.core.schema.JsonTexts;
import dev.guildhall.events.EventActor;
import dev.guildhall.events.EventType;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.NewEvent;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.Installation;
import dev.guildhall.membership.Permissions;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import dev.guildhall.spi.OutboundHttp;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.Storage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the host does for the code of one installation, within what its workspace granted. */
final class Services implements InstallationServices {

    /** Of the connections to the database, how many one installation may use at once. */
    private static final int CONNECTIONS = 4;

    private static final int MAX_EVENT_BYTES = 256 * 1024;

    private final Installation installation;
    private final String workspaceKey;
    private final ExtensionManifest manifest;
    private final JsonObject config;
    private final List<HostPattern> egress;
    private final Means means;
    private final TenantStorage storage;

    Services(
            Installation installation,
            String workspaceKey,
            ExtensionManifest manifest,
            JsonObject config,
            Means means) {
        this.installation = installation;
        this.workspaceKey = workspaceKey;
        this.manifest = manifest;
        this.config = config;
        this.egress =
                installation.grantedEgress().stream().map(HostPattern::parse).toList();
        this.means = means;
        this.storage = new TenantStorage(
                means.database(),
                installation.workspace(),
                "ws_" + workspaceKey,
                means.storageConnections().share(CONNECTIONS),
                this::emit);
    }

    @Override
    public String workspaceId() {
        return workspace().toString();
    }

    @Override
    public String workspaceKey() {
        return workspaceKey;
    }

    @Override
    public JsonObject config() {
        return config;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public OutboundHttp http() {
        return this::send;
    }

    @Override
    public Future<String> emit(String type, String subject, JsonObject data) {
        return means.database()
                .inTransaction(Scope.of(workspace()), tx -> Future.succeededFuture(emit(tx, type, subject, data)));
    }

    @Override
    public Future<JsonObject> invoke(CallChain chain, String capabilityKey, JsonObject input) {
        var versions = manifest.requires().stream()
                .filter(required -> required.key().equals(capabilityKey))
                .map(ExtensionManifest.RequiredCapability::version)
                .findFirst()
                .orElse(VersionRange.ANY);
        return means.capabilities().invoke(workspace(), manifest.id(), capabilityKey, versions, input, chain);
    }

    private WorkspaceId workspace() {
        return installation.workspace();
    }

    private String emit(Tx tx, String type, String subject, JsonObject data) {
        if (!installation.grantedPermissions().contains(Permissions.EVENTS_PUBLISH.name())) {
            throw ExtensionError.NOT_GRANTED.because(
                    "The extension was not granted " + Permissions.EVENTS_PUBLISH + "; its manifest must ask for it.");
        }
        if (!EventType.isValid(type) || EventType.isReserved(type)) {
            throw EventsError.TYPE_RESERVED.because("Events of the type " + type + " are the platform's own.");
        }
        requireStorable(subject, data);
        if (data.toBuffer().length() > MAX_EVENT_BYTES) {
            throw EventsError.EVENT_TOO_LARGE.because(
                    "The data of an event has at most " + MAX_EVENT_BYTES + " bytes.");
        }
        var event = new NewEvent(type, subject, EventActor.extension(manifest.id()), data);
        return means.outbox().append(tx, workspace(), event).toString();
    }

    private static void requireStorable(String subject, JsonObject data) {
        var faults = JsonTexts.faults(new JsonObject().put("subject", subject).put("data", data));
        if (!faults.isEmpty()) {
            throw CommonError.REQUEST_INVALID.because(faults.get(0).message()).withDetails(faults);
        }
    }

    private Future<OutboundResponse> send(OutboundRequest request) {
        var host = request.url().getHost();
        if (host == null || egress.stream().noneMatch(granted -> granted.matches(host))) {
            return Future.failedFuture(new ExtensionException(
                    Kind.FORBIDDEN, "URL.NOT_ALLOWED", "The workspace has not granted calls to " + host + "."));
        }
        return means.outbound().send(request).recover(failure -> Future.failedFuture(explained(failure)));
    }

    private static Throwable explained(Throwable failure) {
        if (failure instanceof OutboundException unanswered) {
            return switch (unanswered.kind()) {
                case UNREACHABLE ->
                    new ExtensionException(Kind.UNAVAILABLE, "OUTBOUND.UNREACHABLE", unanswered.getMessage());
                case TIMEOUT -> new ExtensionException(Kind.TIMEOUT, "OUTBOUND.TIMEOUT", unanswered.getMessage());
                case TOO_LARGE -> new ExtensionException(Kind.FAILED, "OUTBOUND.TOO_LARGE", unanswered.getMessage());
            };
        }
        return failure instanceof IllegalArgumentException wrong
                ? new ExtensionException(Kind.INVALID, "OUTBOUND.INVALID", wrong.getMessage())
                : failure;
    }
}
