package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;

/**
 * Everything an extension may do in one workspace; there is no other way to reach the host. Safe for use by several
 * threads. Once the extension has stopped, every method that returns a future fails it.
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
     * What the workspace's admin configured, valid for the manifest's {@code configSchema}, defaults filled in and
     * secrets in clear: do not log it. Each call returns a new copy.
     */
    JsonObject config();

    /** The extension's own tables in this workspace. */
    Storage storage();

    /** The way out, to the hosts of the manifest's {@code egress} that were granted at installation. */
    OutboundHttp http();

    /**
     * Publishes an event of a type in the manifest's {@code publishesEvents}. To publish together with a change of the
     * extension's own data, all or nothing, use {@link StorageTransaction#emit}.
     *
     * @param subject what the event is about; may be null
     * @return the event's id, once it is committed
     */
    Future<String> emit(String type, String subject, JsonObject data);

    /**
     * Calls a capability of this workspace, the extension's own or one that the manifest's
     * {@code requires.capabilities} lists. Fails with a kind of {@link ExtensionException.Kind#NOT_FOUND} when no
     * installed extension provides it, and with the provider's own code when that refuses.
     */
    Future<JsonObject> invoke(String capabilityKey, JsonObject input);

    /** Logs on behalf of the extension; the host adds the workspace and the request. */
    Logger logger();
}
