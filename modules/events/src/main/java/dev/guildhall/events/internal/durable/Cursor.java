package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.WorkKey;
import dev.guildhall.events.DurableSubscribers.Recipient;

/**
 * How far one handler of a subscriber has come in one tenant.
 *
 * @param sequence the last event it is done with
 * @param attempts how often the next one was tried
 * @param unfinished how many of the latest attempts never ended, because the process did
 */
record Cursor(Key key, long sequence, int attempts, int unfinished) {

    /**
     * Whose cursor it is.
     *
     * @param handler empty for a subscriber as a whole
     */
    record Key(Tenant tenant, String kind, String subscriber, String handler) implements WorkKey {

        Subscriber owner() {
            return new Subscriber(tenant, kind, subscriber);
        }

        Recipient recipient() {
            return new Recipient(tenant, subscriber, handler);
        }

        @Override
        public String toString() {
            var what = handler.isEmpty() ? "" : "the handler " + handler + " of ";
            return what + kind + " " + subscriber + " of " + tenant.kind().word() + " " + tenant.value();
        }
    }

    /** Whether the next event is suspected of having ended the process. */
    boolean isSuspect() {
        return unfinished > 0;
    }

    Cursor tried(int times) {
        return new Cursor(key, sequence, times, 0);
    }

    Cursor at(long reached) {
        return new Cursor(key, reached, 0, 0);
    }
}
