package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.Tenant;

/** Whose cursors are moved together: all handlers of one subscriber. */
record Subscriber(Tenant tenant, String kind, String name) {

    Cursor.Key handler(String handler) {
        return new Cursor.Key(tenant, kind, name, handler);
    }
}
