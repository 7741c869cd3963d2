package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.WorkspaceId;

/**
 * How far one subscriber has come in one workspace.
 *
 * @param sequence the last event it is done with
 * @param attempts how often the next one was tried
 */
record Cursor(Key key, long sequence, int attempts) {

    /** Whose cursor it is. */
    record Key(WorkspaceId workspace, String kind, String subscriber) {

        @Override
        public String toString() {
            return kind + " " + subscriber + " of workspace " + workspace;
        }
    }

    Cursor at(long reached) {
        return new Cursor(key, reached, 0);
    }
}
