package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.events.internal.durable.HandlerTable.Handler;
import dev.guildhall.events.internal.durable.HandlerTable.Heir;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps a cursor for each handler a subscriber has, so that nothing is lost and nothing repeated when it gets others. */
final class Handlers {

    private final HandlerTable table = new HandlerTable();

    /** Makes these the handlers of a subscriber, if it is one. */
    Future<Void> set(Tx tx, Subscriber subscriber, Map<String, TypePattern> handlers) {
        return table.lock(tx, subscriber).compose(present -> {
            var known = present.stream().map(Handler::name).toList();
            var added = handlers.keySet().stream()
                    .filter(name -> !known.contains(name))
                    .toList();
            var removed =
                    known.stream().filter(name -> !handlers.containsKey(name)).toList();
            if (present.isEmpty() || (added.isEmpty() && removed.isEmpty())) {
                return Future.succeededFuture();
            }
            return table.insert(tx, subscriber, added, begin(present, Set.copyOf(removed)))
                    .compose(inserted -> removed.isEmpty()
                            ? Future.succeededFuture()
                            : replace(tx, subscriber, removed, added, handlers))
                    .mapEmpty();
        });
    }

    // What the new ones take over is the work of those that go; when none goes, there is none before the foremost.
    private static long begin(List<Handler> present, Set<String> removed) {
        return present.stream()
                .filter(handler -> removed.contains(handler.name()))
                .mapToLong(Handler::sequence)
                .min()
                .orElseGet(() ->
                        present.stream().mapToLong(Handler::sequence).max().orElseThrow());
    }

    private Future<?> replace(
            Tx tx, Subscriber subscriber, List<String> removed, List<String> added, Map<String, TypePattern> handlers) {
        return table.deadTypes(tx, subscriber, removed)
                .compose(types -> table.bequeath(tx, subscriber, removed, heirs(types, added, handlers)))
                .compose(bequeathed -> table.delete(tx, subscriber, removed));
    }

    private static List<Heir> heirs(List<String> types, List<String> added, Map<String, TypePattern> handlers) {
        return types.stream()
                .flatMap(type -> added.stream()
                        .filter(name -> handlers.get(name).matches(type))
                        .map(name -> new Heir(type, name)))
                .toList();
    }
}
