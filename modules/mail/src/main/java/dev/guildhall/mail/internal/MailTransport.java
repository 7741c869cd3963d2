package dev.guildhall.mail.internal;

import dev.guildhall.mail.Mail;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/** A way for mail to leave this process. */
public interface MailTransport {

    /**
     * Hands the mail over for good. The same id again is the same mail, tried again. Fails with
     * {@link MailRefusedException} when there is no use in another try.
     */
    Future<Void> send(UUID id, Mail mail, Instant writtenAt);

    Future<Void> close();
}
