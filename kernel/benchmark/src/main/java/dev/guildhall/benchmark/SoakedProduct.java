package dev.guildhall.benchmark;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * The product under the soak test, which is killed and started again once. Tells which failures of connections that
 * explains.
 */
final class SoakedProduct {

    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile Product product;
    private volatile long killedAt = Long.MAX_VALUE;
    private volatile long readyAgainAt = Long.MAX_VALUE;

    SoakedProduct(Product product) {
        this.product = product;
    }

    Product product() {
        return product;
    }

    /** Kills it, starts it on the same data, and tells how long that took, in milliseconds. */
    long restart() throws Exception {
        killedAt = System.nanoTime();
        product.kill();
        product = product.again();
        readyAgainAt = System.nanoTime();
        ready.countDown();
        return product.startTime().toMillis();
    }

    boolean isKilled() {
        return killedAt != Long.MAX_VALUE;
    }

    void awaitReady() throws InterruptedException {
        ready.await();
    }

    /** Rethrows a failure that the kill does not explain. */
    void requireKilledSince(long began, IOException failure) throws IOException {
        if (!isKilled() || began > readyAgainAt) {
            throw failure;
        }
    }
}
