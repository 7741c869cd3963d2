package dev.guildhall.events.internal.bridge;

import dev.guildhall.core.event.Event;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.internal.log.LiveEvent;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which events of a workspace are heard at an address. */
interface Heard {

    /** All of them. */
    Heard ALL = new Heard() {
        @Override
        public boolean has(LiveEvent live) {
            return true;
        }

        @Override
        public boolean isChangedBy(Event event) {
            return false;
        }
    };

    boolean has(LiveEvent live);

    /** Whether others are heard from an event on. */
    boolean isChangedBy(Event event);

    /** Those that one of these subscriptions is for. */
    static Heard of(List<Subscription> subscriptions) {
        var key = subscriptions.stream()
                .map(one -> one.id() + "/" + one.revision())
                .collect(Collectors.joining(" "));
        var wanted = subscriptions.stream()
                .map(Subscription::wanted)
                .reduce(Predicate::or)
                .orElse(event -> false);
        return new Heard() {
            @Override
            public boolean has(LiveEvent live) {
                return live.passes(key, wanted);
            }

            // Whichever it is: another may have come to the same address.
            @Override
            public boolean isChangedBy(Event event) {
                return event.type().startsWith("subscription.");
            }
        };
    }
}
