package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.extensions.Installation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Lets an extension change what is its installation's only while that is as it was seen, whichever node it is on. */
public final class InstallationFence {

    private final InstallationTable installations = new InstallationTable();

    /** Keeps the installation as it is until the transaction ends; fails when it is another already, or does not serve. */
    public Future<Void> hold(Tx tx, Installation seen) {
        return installations
                .share(tx, seen)
                .map(found -> require(found.filter(now -> now.installation().isActiveAs(seen))));
    }

    /** Keeps its version as it is until the transaction ends; fails when it has another already. */
    public Future<Void> holdVersion(Tx tx, Installation seen) {
        return installations.share(tx, seen).map(InstallationFence::require);
    }

    private static Void require(Optional<StoredInstallation> same) {
        if (same.isEmpty()) {
            throw CommonError.UNAVAILABLE
                    .because("The installation of the extension was changed meanwhile, and nothing is done; ask again.")
                    .withRetryAfter(Duration.ofSeconds(1));
        }
        return null;
    }
}
