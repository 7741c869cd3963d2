package dev.guildhall.core.mail;

import dev.guildhall.core.config.Configuration;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.secret.SecretBox;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/** Wires mail: the queue it is handed into, and its delivery in the background. */
public final class MailModule {

    private final Database database;
    private final SecretBox secrets;
    private final Supplier<MailTransport> transports;
    private final MailPace pace;
    private final Clock clock;
    private final MailQueue queue;

    /** @param folder where mails are kept when there is no SMTP server; made with the first of them */
    public MailModule(
            Vertx vertx, Database database, SecretBox secrets, Configuration.Mail options, Path folder, Clock clock) {
        this(database, secrets, () -> transport(vertx, options, folder), MailPace.DEFAULT, clock);
    }

    MailModule(Database database, SecretBox secrets, Supplier<MailTransport> transports, MailPace pace, Clock clock) {
        this.database = database;
        this.secrets = secrets;
        this.transports = transports;
        this.pace = pace;
        this.clock = clock;
        this.queue = new MailQueue(secrets, clock);
    }

    private static MailTransport transport(Vertx vertx, Configuration.Mail options, Path folder) {
        var mime = new Mime(options.from());
        return options.smtp()
                .<MailTransport>map(server -> new SmtpTransport(vertx, mime, server))
                .orElseGet(() -> new FolderTransport(vertx, mime, folder));
    }

    public MailQueue queue() {
        return queue;
    }

    public KernelModule kernelModule() {
        return new KernelModule("mail", new MailDelivery(database, secrets, queue, transports, pace, clock), List.of());
    }
}
