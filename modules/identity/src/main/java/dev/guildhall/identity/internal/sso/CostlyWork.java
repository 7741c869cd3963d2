package dev.guildhall.identity.internal.sso;

import dev.guildhall.identity.Client;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** What takes much of a processor for somebody who is not known yet: off the event loops, in turn with others. */
public interface CostlyWork {

    <T> Future<T> run(Client client, Callable<T> work);
}
