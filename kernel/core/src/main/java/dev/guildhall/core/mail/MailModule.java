package dev.guildhall.core.mail;

import dev.guildhall.core.config.Configuration;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Optional;

/** Mail: the queue it is handed into, and its delivery in the background. */
public final class MailModule extends KernelModule {

    private MailDelivery delivery;

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var options = assembly.find(Configuration.Mail.class)
                .orElseGet(() -> new Configuration.Mail(
                        Optional.empty(), "no-reply@" + environment.publicUrl().getHost()));
        var folder = environment.dataDirectory().resolve("mail");
        var queue = new MailQueue(environment.secrets(), environment.clock());
        delivery = new MailDelivery(
                environment.database(),
                environment.secrets(),
                queue,
                () -> transport(environment.vertx(), options, folder),
                MailPace.DEFAULT,
                environment.clock());
        assembly.offer(MailQueue.class, queue);
    }

    /** @param folder where mails are kept when there is no SMTP server; made with the first of them */
    private static MailTransport transport(Vertx vertx, Configuration.Mail options, Path folder) {
        var mime = new Mime(options.from());
        return options.smtp()
                .<MailTransport>map(server -> new SmtpTransport(vertx, mime, server))
                .orElseGet(() -> new FolderTransport(vertx, mime, folder));
    }

    @Override
    public Future<?> start() {
        // It ends with the module, which deploys it.
        return vertx.deployVerticle(delivery);
    }
}
