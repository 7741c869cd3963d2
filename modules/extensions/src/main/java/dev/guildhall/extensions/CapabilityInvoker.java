package dev.guildhall.extensions;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.VersionRange;
import dev.guildhall.spi.CapabilityCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/** Calls capabilities in the name of extensions. */
public interface CapabilityInvoker {

    /**
     * The result of a capability; fails with a {@link dev.guildhall.core.error.Problem}.
     *
     * @param extensionKey the installed extension that calls, allowed to by its manifest
     * @param versions those the caller can do with
     * @param call the callee's own
     * @param chain how the call came about, the caller included
     */
    Future<JsonObject> invoke(
            WorkspaceId workspace, String extensionKey, CapabilityCall call, VersionRange versions, CallChain chain);

    /**
     * The same for a result that comes in a stream; completes after the last item.
     *
     * @param items takes one after the other
     */
    Future<Void> stream(
            WorkspaceId workspace,
            String extensionKey,
            CapabilityCall call,
            VersionRange versions,
            CallChain chain,
            Function<JsonObject, Future<Void>> items);
}
