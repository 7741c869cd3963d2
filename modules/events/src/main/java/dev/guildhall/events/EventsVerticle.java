package dev.guildhall.events;

import dev.guildhall.events.internal.http.EventStreams;
import dev.guildhall.events.internal.log.Dispatcher;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** What runs in the background of the events module. */
final class EventsVerticle extends VerticleBase {

    private final Dispatcher dispatcher;
    private final EventStreams streams;

    EventsVerticle(Dispatcher dispatcher, EventStreams streams) {
        this.dispatcher = dispatcher;
        this.streams = streams;
    }

    @Override
    public Future<?> start() {
        streams.start();
        return dispatcher.start();
    }

    @Override
    public Future<?> stop() {
        streams.stop();
        return dispatcher.stop();
    }
}
