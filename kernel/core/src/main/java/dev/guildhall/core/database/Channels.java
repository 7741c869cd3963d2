package dev.guildhall.core.database;

import dev.guildhall.core.database.Database.Listening;
import io.vertx.core.Future;
import io.vertx.pgclient.pubsub.PgSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is listened to, all of it on one connection, which is opened for the first and closed with the last. */
final class Channels {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    private final DatabasePool pool;
    private final List<Runnable> losses = new CopyOnWriteArrayList<>();
    private final List<Object> open = new ArrayList<>();
    private Future<PgSubscriber> subscriber;

    Channels(DatabasePool pool) {
        this.pool = pool;
    }

    synchronized Future<Listening> listen(String channel, Consumer<String> heard, Runnable lost) {
        losses.add(lost);
        if (subscriber == null) {
            subscriber = pool.subscriber(() -> losses.forEach(Runnable::run)).onSuccess(Channels::connect);
        }
        var used = subscriber;
        var listener = new Object();
        open.add(listener);
        return used.map(made -> {
            var told = made.channel(channel).handler(heard::accept);
            return () -> {
                losses.remove(lost);
                told.handler(null);
                return close(listener);
            };
        });
    }

    // Until there is a connection nothing is heard, and nobody has to wait for that.
    private static void connect(PgSubscriber made) {
        made.connect().onFailure(failure -> LOG.warn("Cannot listen to what nodes tell each other", failure));
    }

    private synchronized Future<Void> close(Object listener) {
        if (!open.remove(listener) || !open.isEmpty()) {
            return Future.succeededFuture();
        }
        var last = subscriber;
        subscriber = null;
        return last.compose(PgSubscriber::close);
    }
}
