package dev.guildhall.identity.internal;

import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.HashingTurns.Asker;
import dev.guildhall.identity.internal.sso.CostlyWork;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/**
 * Reads the answers of identity providers and of authenticators on few threads, in the turns that passwords are hashed in:
 * by network.
 */
final class SsoTurns implements CostlyWork {

    private static final int THREADS = 2;

    private final WorkersInTurn workers;

    SsoTurns(Vertx vertx) {
        this.workers = new WorkersInTurn(vertx, "guildhall-saml", THREADS);
    }

    @Override
    public <T> Future<T> run(Client client, Callable<T> work) {
        return workers.run(new Asker(client.network(), false), work);
    }

    Future<Void> close() {
        return workers.close();
    }
}
