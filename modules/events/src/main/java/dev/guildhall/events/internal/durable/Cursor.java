package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.WorkspaceId;
import java.util.UUID;

/**
 * How far one subscriber has come in one workspace.
 *
 * @param lease the id of the claim by which it is held
 * @param sequence the last event it is done with
 * @param attempts how often the next one was tried
 */
record Cursor(Key key, UUID lease, long sequence, int attempts) {

    /** Whose cursor it is. */
    record Key(WorkspaceId workspace, String kind, String subscriber) {

        @Override
        public String toString() {
            return kind + " " + subscriber + " of workspace " + workspace;
        }
    }

    Cursor triedAgain() {
        return new Cursor(key, lease, sequence, attempts + 1);
    }

    Cursor at(long reached) {
        return new Cursor(key, lease, reached, 0);
    }
}
