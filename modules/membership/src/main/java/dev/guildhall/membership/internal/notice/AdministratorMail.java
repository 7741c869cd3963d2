package dev.guildhall.membership.internal.notice;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A kind of mail to those who look after a tenant. */
final class AdministratorMail {

    private static final Duration USEFUL_FOR = Duration.ofDays(3);

    private final Vertx vertx;
    private final MailQueue mails;
    private final String name;
    private final Clock clock;
    private final AdministratorTable administrators = new AdministratorTable();
    private Future<MailTemplate> template;

    /** @param name of the template */
    AdministratorMail(Vertx vertx, MailQueue mails, String name, Clock clock) {
        this.vertx = vertx;
        this.mails = mails;
        this.name = name;
        this.clock = clock;
    }

    /** @param topic what it is about, of which a mail that still waits is dropped */
    Future<Void> post(Tx tx, Tenant tenant, String topic, Map<String, String> names, Map<String, String> facts) {
        var until = clock.instant().plus(USEFUL_FOR);
        return Future.all(template(), administrators.addresses(tx, tenant)).compose(read -> {
            MailTemplate ready = read.resultAt(0);
            List<String> addresses = read.resultAt(1);
            return Future.all(addresses.stream()
                            .filter(Mail::canBeSentTo)
                            .map(address -> mails.post(
                                    tx, topic + "/" + address, ready.render(address, names, facts, List.of()), until))
                            .toList())
                    .mapEmpty();
        });
    }

    /** The template, read when it is first needed. */
    private synchronized Future<MailTemplate> template() {
        if (template == null || template.failed()) {
            template = MailTemplate.load(vertx, AdministratorMail.class.getClassLoader(), name);
        }
        return template;
    }
}
