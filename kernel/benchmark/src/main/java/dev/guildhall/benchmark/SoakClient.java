package dev.guildhall.benchmark;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** One client of the soak test: it does its work over and over, and goes on after the product was killed. */
final class SoakClient implements Callable<Void> {

    /** One round of a client's work; fails with an IOException when the connection is lost. */
    @FunctionalInterface
    interface Work {

        void once(ApiClient api) throws Exception;
    }

    private final SoakedProduct product;
    private final Work work;
    private final BooleanSupplier ended;
    private final AtomicLong rounds;
    private ApiClient api;

    SoakClient(SoakedProduct product, ApiClient api, Work work, BooleanSupplier ended, AtomicLong rounds) {
        this.product = product;
        this.api = api.reconnected();
        this.work = work;
        this.ended = ended;
        this.rounds = rounds;
    }

    @Override
    public Void call() throws Exception {
        var reconnected = false;
        while (!ended.getAsBoolean()) {
            if (product.isKilled() && !reconnected) {
                product.awaitReady();
                api = api.reconnected();
                reconnected = true;
            }
            var began = System.nanoTime();
            try {
                work.once(api);
                rounds.incrementAndGet();
            } catch (IOException lost) {
                product.requireKilledSince(began, lost);
            }
        }
        return null;
    }
}
