package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives invitations from before there were keys of addresses theirs, when the program starts. Of two pending ones of a
 * workspace to the same address, the later stays without: nobody can accept it, and each start says so.
 */
final class InvitationKeys {

    private static final Logger LOG = LoggerFactory.getLogger(InvitationKeys.class);
    private static final int BATCH = 500;

    private final Database database;
    private final InvitationTable table = new InvitationTable();

    InvitationKeys(Database database) {
        this.database = database;
    }

    /** An invitation whose address has no key. */
    record Keyless(UUID id, String email) {}

    Future<Void> fill() {
        return fillAfter(new UUID(0, 0));
    }

    private Future<Void> fillAfter(UUID last) {
        return table.withoutKey(database, last, BATCH)
                .compose(found -> fill(found)
                        .compose(filled -> found.size() < BATCH
                                ? Future.succeededFuture()
                                : fillAfter(found.get(found.size() - 1).id())));
    }

    private Future<Void> fill(List<Keyless> found) {
        var done = Future.<Void>succeededFuture();
        for (var keyless : found) {
            done = done.compose(before -> fill(keyless));
        }
        return done;
    }

    private Future<Void> fill(Keyless keyless) {
        return table.giveKey(database, keyless.id(), EmailAddress.keyOf(keyless.email()))
                .recover(failure -> {
                    if (!(failure instanceof ConstraintViolation)) {
                        return Future.failedFuture(failure);
                    }
                    LOG.warn(
                            "The invitation {} is to {}, which means the same as the address of another pending one of"
                                    + " its workspace: nobody can accept it; revoke one of them",
                            keyless.id(),
                            keyless.email());
                    return Future.succeededFuture();
                });
    }
}
