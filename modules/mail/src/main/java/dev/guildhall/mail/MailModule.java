package dev.guildhall.mail;

import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.config.Settings;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.module.Peer;
import dev.guildhall.core.work.NodeLease;
import dev.guildhall.mail.internal.FolderTransport;
import dev.guildhall.mail.internal.MailDelivery;
import dev.guildhall.mail.internal.MailErasure;
import dev.guildhall.mail.internal.MailMeters;
import dev.guildhall.mail.internal.MailPace;
import dev.guildhall.mail.internal.MailQueueApi;
import dev.guildhall.mail.internal.MailTransport;
import dev.guildhall.mail.internal.Mime;
import dev.guildhall.mail.internal.SmtpServer;
import dev.guildhall.mail.internal.SmtpTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mail: the queue it is handed into, and its delivery in the background. */
public final class MailModule extends KernelModule {

    private static final Logger LOG = LoggerFactory.getLogger(MailModule.class);

    private static final Pattern SENDER = Pattern.compile(
            "(?:[^\\p{Cntrl}<>()\",;:@\\\\\\[\\]]* )?<[^\\s@<>(),]+@[^\\s@<>(),]+>|[^\\s@<>(),]+@[^\\s@<>(),]+");

    public static final Setting<SmtpServer> SMTP_URL = Setting.secret(
            "smtp-url",
            "<url>",
            SmtpServer::parse,
            "The server that takes mail: smtp://user:password@host:587?starttls=required or smtps://host.\n"
                    + "Without it mails are kept as files in the data directory.");

    public static final Setting<String> MAIL_FROM = Setting.optional(
            "mail-from",
            "<address>",
            MailModule::sender,
            "The sender of mails, such as `Acme <no-reply@example.com>`. Without it no-reply at the public URL's host;"
                    + " without a name, Guildhall.");

    private MailDelivery delivery;
    private MailQueueApi queueApi;

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events");
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SMTP_URL, MAIL_FROM);
    }

    @Override
    public List<Peer> peers(Settings settings) {
        return settings.find(SMTP_URL).map(server -> new Peer("mail", SMTP_URL, server.host(), server.port())).stream()
                .toList();
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var settings = environment.settings();
        var smtp = settings.find(SMTP_URL);
        if (smtp.isPresent() && settings.find(CommonSettings.PUBLIC_URL).isEmpty()) {
            LOG.warn(
                    "Mails go out by --smtp-url, but the links in them lead to {}, which nobody else can open: say by"
                            + " --public-url where people find this server",
                    environment.publicUrl());
        }
        var from = settings.find(MAIL_FROM)
                .orElseGet(() -> "no-reply@" + environment.publicUrl().getHost());
        var folder = environment.dataDirectory().resolve("mail");
        var queue = new MailQueue(environment.secrets(), environment.clock());
        delivery = new MailDelivery(
                environment.database(),
                assembly.get(NodeLease.class),
                environment.secrets(),
                queue,
                assembly.contributions(MailFollower.class),
                () -> transport(environment.vertx(), smtp, new Mime(from), folder),
                MailPace.DEFAULT,
                new MailMeters(environment.meters()),
                environment.clock());
        queueApi = new MailQueueApi(environment.database());
        assembly.offer(MailQueue.class, queue);
        assembly.contribute(Erasing.class, new MailErasure(environment.database(), environment.secrets()));
    }

    /** @param folder where mails are kept when there is no SMTP server; made with the first of them */
    private static MailTransport transport(Vertx vertx, Optional<SmtpServer> smtp, Mime mime, Path folder) {
        return smtp.<MailTransport>map(server -> new SmtpTransport(vertx, mime, server))
                .orElseGet(() -> new FolderTransport(vertx, mime, folder));
    }

    private static String sender(String text) {
        return Readings.matching(
                SENDER, text, "give an address such as no-reply@example.com or Guildhall <no-reply@example.com>");
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/mail.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(queueApi);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                new Job("forget mails that were given up on", Duration.ofHours(1), delivery::forget),
                new Job("count the mails that wait", Duration.ZERO, Duration.ofMinutes(1), delivery::count));
    }

    @Override
    public Future<?> start() {
        // It ends with the module, which deploys it.
        return vertx.deployVerticle(delivery);
    }
}
