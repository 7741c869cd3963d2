package dev.guildhall.events.internal.source;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Subscription;
import java.time.Instant;
import java.util.function.Predicate;

/** Which events are let in: those of the subscription's types that its filter lets through. */
final class Wanted {

    private Wanted() {}

    static Predicate<NewEvent> by(Subscription subscription) {
        var matching = subscription.matching();
        return event -> matching.test(new Event(
                Ids.next(),
                subscription.tenant(),
                0,
                event.type(),
                event.subject(),
                event.actor(),
                event.cause(),
                Instant.now(),
                event.content()));
    }
}
