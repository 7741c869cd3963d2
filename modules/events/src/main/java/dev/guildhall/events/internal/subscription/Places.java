package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How many attempts of one tenant are under way at once on this node, or made and not noted yet, in all and to one host;
 * the others wait in line. So no tenant takes the connections of the others, however many slow endpoints it has and wherever they are. It
 * lives on one event loop.
 */
final class Places {

    /** More than a tenant may have subscriptions, so that there is one for each, should all the others be slow. */
    private static final int OF_TENANT = 128;
    /** A small part of the connections that there may be to one address. */
    private static final int TO_HOST = 16;

    private record ToHost(Tenant tenant, String host) {}

    private final Map<Object, Line> lines = new HashMap<>();

    /** Completes when the attempt may be made; it must be {@linkplain #leave left} afterwards. */
    Future<Void> enter(Tenant tenant, String host) {
        return line(new ToHost(tenant, host), TO_HOST)
                .enter()
                .compose(entered -> line(tenant, OF_TENANT).enter());
    }

    void leave(Tenant tenant, String host) {
        leave(tenant);
        leave(new ToHost(tenant, host));
    }

    private Line line(Object key, int places) {
        return lines.computeIfAbsent(key, first -> new Line(places));
    }

    private void leave(Object key) {
        if (lines.get(key).leave()) {
            lines.remove(key);
        }
    }

    private static final class Line {

        private final Deque<Promise<Void>> waiting = new ArrayDeque<>();
        private int free;
        private int taken;

        Line(int places) {
            this.free = places;
        }

        Future<Void> enter() {
            if (free == 0) {
                var turn = Promise.<Void>promise();
                waiting.add(turn);
                return turn.future();
            }
            free--;
            taken++;
            return Future.succeededFuture();
        }

        /** True when nobody is left. */
        boolean leave() {
            var next = waiting.poll();
            if (next != null) {
                next.complete();
                return false;
            }
            free++;
            taken--;
            return taken == 0;
        }
    }
}
