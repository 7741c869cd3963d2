package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION;

import dev.guildhall.core.database.Database;
import dev.guildhall.identity.MissingKeys;
import dev.guildhall.identity.MissingKeys.Keyless;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives invitations from before there were keys of addresses theirs, when the program starts. Of two pending ones of a
 * workspace to the same address, the later stays without: nobody can accept it, and each start says so.
 */
final class InvitationKeys {

    private static final Logger LOG = LoggerFactory.getLogger(InvitationKeys.class);

    private final MissingKeys missing;

    InvitationKeys(Database database) {
        this.missing =
                new MissingKeys(database, INVITATION.ID, INVITATION.EMAIL, INVITATION.EMAIL_KEY, InvitationKeys::warn);
    }

    Future<Void> fill() {
        return missing.fill();
    }

    private static void warn(Keyless invitation) {
        LOG.warn(
                "The invitation {} is to {}, which means the same as the address of another pending one of"
                        + " its workspace: nobody can accept it; revoke one of them",
                invitation.id(),
                invitation.email());
    }
}
