package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;

/**
 * Everything an extension may do in one workspace; there is no other way to reach the host. Safe for use by several
 * threads. Once the extension has stopped, every method that returns a future fails it.
 *
 * <p>What a method needs is a permission that the manifest asks for and the workspace granted; without it, its future
 * fails with a kind of {@link ExtensionException.Kind#FORBIDDEN} and the code {@code EXTENSION.NOT_GRANTED}.
 *
 * <p>Futures fail with an {@link ExtensionException} that says what went wrong by its kind and code, and those of the
 * {@link #storage()} with a {@link StorageException} when the database refused a statement.
 */
public interface WorkspaceContext {

    String workspaceId();

    /** The workspace's readable key, such as {@code acme}. */
    String workspaceKey();

    /** The version of the extension that is installed in this workspace. */
    String extensionVersion();

    /**
     * What the workspace's admin configured, valid for the manifest's {@code configSchema}, defaults filled in, without the
     * {@link #secrets()}. Each call returns a new copy.
     */
    JsonObject config();

    /** What the workspace's admin configured in secret. */
    Secrets secrets();

    /** The extension's own tables in this workspace; needs no permission. */
    Storage storage();

    /** A few small values that the extension remembers; needs no permission. */
    State state();

    /** What the extension is to do later; needs no permission. */
    Jobs jobs();

    /** Who is a member of the workspace; needs {@code members.read}. */
    Members members();

    /** The events of the workspace; needs {@code events.publish} to emit and {@code events.read} to read. */
    Events events();

    /** The way out, to the hosts of the manifest's {@code egress} that were granted at installation. */
    OutboundHttp http();

    /** The same as {@link Events#emit}. */
    default Future<String> emit(String type, String subject, JsonObject data) {
        return events().emit(type, subject, data);
    }

    /** The same as {@link #invoke(CapabilityCall)} of a call of nothing but a key and an input. */
    default Future<JsonObject> invoke(String capabilityKey, JsonObject input) {
        return invoke(CapabilityCall.of(capabilityKey, input));
    }

    /**
     * Calls a capability of this workspace: the extension's own, or one that the manifest's {@code requires.capabilities}
     * lists, for which it needs {@code capabilities.invoke}. Whoever the extension serves meanwhile must be allowed to call
     * it as well; the provider is told for whom the extension calls.
     *
     * <p>Fails with a kind of {@link ExtensionException.Kind#NOT_FOUND} when no installed extension provides it in a version
     * that fits, and with the provider's own code, fields and time to try again when that refuses.
     */
    Future<JsonObject> invoke(CapabilityCall call);

    /**
     * Calls a capability whose result comes in a stream, under the same rules; one that has a single result sends that.
     * Completes after the last item. An item comes when the one before was taken, and a failure to take one ends the call.
     */
    Future<Void> stream(CapabilityCall call, ResultStream items);

    /** How much the host takes and how long it waits. */
    Limits limits();

    /** Logs on behalf of the extension; the host adds the workspace and the request. */
    Logger logger();
}
