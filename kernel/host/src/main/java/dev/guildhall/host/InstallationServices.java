package dev.guildhall.host;

import dev.guildhall.core.security.Cause;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.WorkspaceExtension;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.event.Level;

/**
 * What the host does for one installation on behalf of its code: the other side of the SPI's
 * {@link dev.guildhall.spi.WorkspaceContext}. Implemented by the module that owns installations.
 *
 * <p>The asynchronous methods are called on an event loop, never below code of the extension, with arguments that are
 * the host's own copies and that the manifest allows. A {@link dev.guildhall.core.error.Problem} reaches the extension
 * with its code, and so do the SPI's exceptions; any other failure is logged and hidden from it.
 */
public interface InstallationServices {

    /** How many values one installation's {@link State} has at most; to be held to where it is kept. */
    int MAX_STATE_ENTRIES = 1000;

    /** How many jobs of one installation wait or run by its order at most; to be held to where they are kept. */
    int MAX_ORDERED_JOBS = 1000;

    /** What stands in for an extension that runs elsewhere; called once for an instance of such a one. */
    default WorkspaceExtension standIn() {
        throw new IllegalStateException("There is nothing to stand in for an extension that runs elsewhere");
    }

    /** Whether the extension is yet to prepare the workspace that it was installed into; asked as it starts. */
    default boolean isNew() {
        return false;
    }

    String workspaceId();

    String workspaceKey();

    /** The permissions that the workspace granted to the extension; called on any thread. */
    Set<String> grantedPermissions();

    /**
     * What the code of the installation logged, or the host about it.
     *
     * @param error what was thrown and where; null when nothing was
     * @param requestId null outside of any call
     */
    record LogEntry(Instant time, Level level, String message, String error, String requestId) {}

    /** Keeps a line for those who manage the installation; called on any thread. */
    default void logged(LogEntry entry) {}

    /** Its fuse leaves the installation alone from now on, for this reason, or no longer; called on any thread. */
    default void fuse(Optional<CircuitBreaker.Reason> blown) {}

    /** What one installation may take of the platform, in a minute and altogether; called on any thread. */
    default Quotas quotas() {
        return Quotas.DEFAULT;
    }

    /** The text with the secrets of the configuration masked, for it may go to whoever may not see them. */
    default String withoutSecrets(String text) {
        return text;
    }

    /** With secrets in clear and defaults filled in; called on any thread, and copied. */
    JsonObject config();

    /** The configuration without its secrets; called on any thread, and copied. */
    JsonObject openConfig();

    /** Called with limits of 1 to 1,000 only. */
    Members members();

    /** What happened after a sequence, in order; called with limits of 1 to 1,000 only. */
    Future<List<Event>> events(long after, int limit);

    /** Called with keys and values within the bounds of {@link State} only. */
    State state();

    /** Called for jobs of the manifest, with keys and inputs within the bounds of {@link Jobs} only. */
    Jobs jobs();

    /**
     * The function given to {@link Storage#inTransaction} must be called on an event loop, too; all calls for one
     * transaction come on one context. A statement's failure that is neither a problem nor of the SPI comes back to
     * {@code inTransaction} as it is, whatever the extension makes of it, so that a transaction which lost to a
     * concurrent one can be run again.
     *
     * @param cause what events of its transactions follow from
     */
    Storage storage(Cause cause);

    /** The hosts that the configuration names for calls; called on any thread. */
    default Set<String> configuredHosts() {
        return Set.of();
    }

    /** Called only for hosts of the manifest and the configuration; whether the workspace granted them is to be checked here. */
    Future<OutboundResponse> send(OutboundRequest request);

    /**
     * The same, with the body of a success in pieces; ends at once when {@code givenUp} completes.
     *
     * @param pieces takes one after the other
     */
    Future<OutboundResponse> stream(
            OutboundRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces);

    /**
     * Publishes an event and completes with its id once it is committed.
     *
     * @param cause what it follows from
     */
    Future<String> emit(Cause cause, String type, String subject, JsonObject data);

    /**
     * Calls a capability in the name of this installation.
     *
     * @param chain how the call came about, to be passed on when the provider runs in this process; its deadline and its
     *     cancellation are the call's
     * @param versions what the call itself restricts them to
     */
    Future<JsonObject> invoke(CallChain chain, CapabilityCall call, VersionRange versions);

    /**
     * The same for a result that comes in a stream; completes after the last item.
     *
     * @param items takes one after the other
     */
    Future<Void> stream(
            CallChain chain, CapabilityCall call, VersionRange versions, Function<JsonObject, Future<Void>> items);
}
