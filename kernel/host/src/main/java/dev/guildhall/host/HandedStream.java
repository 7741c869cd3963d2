package dev.guildhall.host;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ResultStream;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * Where a handler's items go, as its code sees it.
 *
 * @param call the one whose result it is, on whichever thread an item is sent
 * @param items takes copies on the call's context
 */
record HandedStream(HostBridge bridge, ExtensionCall<?, ?> call, Function<JsonObject, Future<Void>> items)
        implements ResultStream {

    @Override
    public Future<Void> send(JsonObject item) {
        if (call.isAnswered()) {
            return HostBridge.refused("CAPABILITY.ENDED", "Nobody takes any more items of this call.");
        }
        JsonObject copy;
        try {
            copy = DefensiveCopy.of(item, ExtensionInstance.MAX_RESULT);
        } catch (DefensiveCopy.TooLargeException refused) {
            return Future.failedFuture(ExtensionException.invalid(
                    "CAPABILITY.ITEM_TOO_LARGE", "An item is " + refused.getMessage() + "."));
        } catch (IllegalArgumentException notJson) {
            return Future.failedFuture(notJson);
        }
        return bridge.toHost(call, () -> items.apply(copy));
    }
}
