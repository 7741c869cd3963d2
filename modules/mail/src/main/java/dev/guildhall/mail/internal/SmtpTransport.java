package dev.guildhall.mail.internal;

import dev.guildhall.mail.Mail;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Sends mails by one SMTP server. */
public final class SmtpTransport implements MailTransport {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int IDLE_SECONDS = 30;

    /** So many that no mail waits for one: it would go out when it is another node's, and this one has given it up. */
    private static final int CONNECTIONS = 64;

    /** What a server answers that does not know who we are, or does not know the command: not this mail's fault. */
    private static final Set<Integer> NOT_THE_MAILS_FAULT = Set.of(500, 502, 503, 504, 521, 530, 534, 535, 538);

    /** What can be said to every server; the mail client does not speak SMTPUTF8, and would say something else. */
    private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");

    private final Mime mime;
    private final MailClient client;

    public SmtpTransport(Vertx vertx, Mime mime, SmtpServer server) {
        this.mime = mime;
        this.client = MailClient.create(vertx, config(server));
    }

    private static MailConfig config(SmtpServer server) {
        var config = new MailConfig()
                .setHostname(server.host())
                .setPort(server.port())
                .setSsl(server.tls() == SmtpServer.Tls.FROM_THE_START)
                .setStarttls(
                        switch (server.tls()) {
                            case REQUIRED -> StartTLSOptions.REQUIRED;
                            case OPTIONAL -> StartTLSOptions.OPTIONAL;
                            case DISABLED, FROM_THE_START -> StartTLSOptions.DISABLED;
                        })
                .setHostnameVerificationAlgorithm("HTTPS")
                .setUserAgent(Mime.USER_AGENT)
                .setMaxPoolSize(CONNECTIONS)
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        server.login()
                .ifPresentOrElse(
                        login -> config.setLogin(LoginOption.REQUIRED)
                                .setUsername(login.user())
                                .setPassword(login.password().reveal()),
                        () -> config.setLogin(LoginOption.DISABLED));
        return config;
    }

    @Override
    public Future<Void> send(UUID id, Mail mail, Instant writtenAt) {
        if (!ASCII.matcher(mail.to().substring(0, mail.to().lastIndexOf('@'))).matches()) {
            return Future.failedFuture(new MailRefusedException(
                    "the address has characters before its @ that this server's mail cannot be addressed with"));
        }
        return client.sendMail(mime.message(id, mail, writtenAt))
                .<Void>mapEmpty()
                .recover(failure -> Future.failedFuture(
                        isRefusal(failure) ? new MailRefusedException(failure.getMessage(), failure) : failure));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof SMTPException answer
                && answer.isPermanent()
                && !NOT_THE_MAILS_FAULT.contains(answer.getReplyCode());
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }
}
