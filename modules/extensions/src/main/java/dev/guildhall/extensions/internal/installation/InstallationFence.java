package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.extensions.Installation;
import io.vertx.core.Future;
import java.time.Duration;

/** Lets a service change what is its installation's only while that is as it was seen, whichever node it asks. */
public final class InstallationFence {

    private final InstallationTable installations = new InstallationTable();

    /** Keeps the installation as it is until the transaction ends; fails when it is another already. */
    public Future<Void> hold(Tx tx, Installation seen) {
        return installations.share(tx, seen.workspace(), seen.extensionKey()).map(found -> {
            if (found.filter(now -> now.installation().isActiveAs(seen)).isEmpty()) {
                throw CommonError.UNAVAILABLE
                        .because("The installation of the extension was changed meanwhile, and nothing is done;"
                                + " ask again.")
                        .withRetryAfter(Duration.ofSeconds(1));
            }
            return null;
        });
    }
}
