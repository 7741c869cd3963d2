package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.WorkspaceId;

/** Whose cursors are moved together: all handlers of one subscriber. */
record Subscriber(WorkspaceId workspace, String kind, String name) {

    Cursor.Key handler(String handler) {
        return new Cursor.Key(workspace, kind, name, handler);
    }
}
