package dev.guildhall.mail.internal;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import dev.guildhall.core.work.WorkKey;
import java.time.Duration;
import java.util.UUID;

/**
 * The claim of this node on a mail.
 *
 * @param askedAt by {@link System#nanoTime}, when it was asked for
 */
record MailClaim(QueuedMail mail, UUID id, Lease lease, long askedAt) implements Claim<MailClaim.Key> {

    /** Names a mail; it belongs to the platform, whomever it is about. */
    record Key(UUID mail) implements WorkKey {

        @Override
        public Tenant tenant() {
            return Tenant.PLATFORM;
        }
    }

    @Override
    public Key key() {
        return new Key(mail.id());
    }

    /** For how long it has been claimed, by this machine's clock. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - askedAt);
    }
}
