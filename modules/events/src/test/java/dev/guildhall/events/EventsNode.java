package dev.guildhall.events;

import dev.guildhall.core.event.EventFeed;
import dev.guildhall.core.module.Environment;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.AccessChanges;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.internal.durable.BacklogTable;
import dev.guildhall.testkit.TestAuthorizer;
import io.vertx.core.Future;
import java.util.List;

/** A node of the product, as far as it concerns this module. */
record EventsNode(Environment environment, Product product) {

    /** Not started. */
    static EventsNode of(Environment environment, TestAuthorizer access) {
        return of(environment, access, EventsHarness.CONFIG);
    }

    static EventsNode of(Environment environment, TestAuthorizer access, EventsConfig config) {
        var product = Product.of(environment)
                .offering(EventsConfig.class, config)
                .offering(Authorizer.class, access)
                .offering(AccessChanges.class, access)
                .assemble();
        return new EventsNode(environment, product);
    }

    Outbox outbox() {
        return product.get(Outbox.class);
    }

    Journal journal() {
        return product.get(Journal.class);
    }

    EventFeed feed() {
        return product.get(EventFeed.class);
    }

    DurableSubscribers durableSubscribers() {
        return product.get(DurableSubscribers.class);
    }

    EventsLifecycle lifecycle() {
        return product.get(EventsLifecycle.class);
    }

    Future<List<Backlog>> backlog() {
        return new BacklogTable(environment.database()).all();
    }
}
