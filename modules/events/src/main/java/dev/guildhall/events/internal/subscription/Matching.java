package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.subscription.DeliveryTable.Match;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds which events are for which subscriptions. Their filters are written by tenants and may take long together, so the
 * event loop does something else after each slice of it.
 */
final class Matching {

    private static final Logger LOG = LoggerFactory.getLogger(Matching.class);
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Iterator<Event> NONE = List.<Event>of().iterator();

    private final Vertx vertx;
    private final Iterator<Subscription> subscriptions;
    private final Function<Subscription, Predicate<Event>> criterion;
    private final List<Event> events;
    private final List<Match> matches = new ArrayList<>();
    private final Promise<List<Match>> found = Promise.promise();
    private Subscription subscription;
    private Predicate<Event> wanted;
    private Iterator<Event> left = NONE;

    private Matching(
            Vertx vertx,
            List<Subscription> subscriptions,
            Function<Subscription, Predicate<Event>> criterion,
            List<Event> events) {
        this.vertx = vertx;
        this.subscriptions = subscriptions.iterator();
        this.criterion = criterion;
        this.events = events;
    }

    /**
     * To be called on an event loop, where it completes; subscription by subscription, in the order of the events.
     *
     * @param criterion makes of a subscription which events are for it
     */
    static Future<List<Match>> of(
            Vertx vertx,
            List<Subscription> subscriptions,
            Function<Subscription, Predicate<Event>> criterion,
            List<Event> events) {
        var matching = new Matching(vertx, subscriptions, criterion, events);
        matching.goOn();
        return matching.found.future();
    }

    private void goOn() {
        var end = System.nanoTime() + SLICE_NANOS;
        while (left.hasNext() || subscriptions.hasNext()) {
            if (System.nanoTime() - end > 0) {
                vertx.setTimer(1, later -> goOn());
                return;
            }
            if (left.hasNext()) {
                matchNext();
            } else {
                begin(subscriptions.next());
            }
        }
        found.complete(matches);
    }

    private void begin(Subscription next) {
        subscription = next;
        wanted = wanted(next);
        left = events.iterator();
    }

    private void matchNext() {
        var event = left.next();
        if (wanted.test(event)) {
            matches.add(new Match(subscription.id(), event.sequence()));
        }
    }

    private Predicate<Event> wanted(Subscription begun) {
        try {
            return criterion.apply(begun);
        } catch (Problem invalid) {
            // It was valid once. The others of the tenant must not wait for it.
            LOG.error(
                    "Subscription {} gets nothing, for its filter is not valid: {}", begun.id(), invalid.getMessage());
            return event -> false;
        }
    }
}
