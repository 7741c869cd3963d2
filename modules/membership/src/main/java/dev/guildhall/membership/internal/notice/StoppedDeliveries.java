package dev.guildhall.membership.internal.notice;

import dev.guildhall.core.database.Tx;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes to the administrators of a workspace when one of its subscriptions is sent nothing more. */
public final class StoppedDeliveries implements SubscriptionNotice {

    private static final String TEMPLATE = "mail/deliveries-stopped";
    private static final Duration USEFUL_FOR = Duration.ofDays(3);

    private final Vertx vertx;
    private final Workspaces workspaces;
    private final MailQueue mails;
    private final String publicUrl;
    private final Clock clock;
    private final AdministratorTable administrators = new AdministratorTable();
    private Future<MailTemplate> template;

    public StoppedDeliveries(Vertx vertx, Workspaces workspaces, MailQueue mails, URI publicUrl, Clock clock) {
        this.vertx = vertx;
        this.workspaces = workspaces;
        this.mails = mails;
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
        this.clock = clock;
    }

    @Override
    public Future<Void> disabled(Tx tx, Subscription subscription) {
        var id = subscription.workspace();
        return workspaces
                .find(tx, id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : Future.all(template(), administrators.addresses(tx, id))
                                .compose(read ->
                                        post(tx, subscription, found.get(), read.resultAt(0), read.resultAt(1))));
    }

    private Future<Void> post(
            Tx tx, Subscription subscription, Workspace workspace, MailTemplate ready, List<String> addresses) {
        var topic = "subscription/" + subscription.id() + "/";
        var until = clock.instant().plus(USEFUL_FOR);
        return Future.all(addresses.stream()
                        .filter(Mail::canBeSentTo)
                        .map(address ->
                                mails.post(tx, topic + address, write(ready, address, subscription, workspace), until))
                        .toList())
                .mapEmpty();
    }

    private Mail write(MailTemplate ready, String address, Subscription subscription, Workspace workspace) {
        var why = switch (subscription.disabledReason()) {
            case "GONE" -> "its endpoint has answered that it is gone (410)";
            default -> "nothing could be delivered for five days";
        };
        var names = Map.of("subscription", subscription.name(), "workspace", workspace.name());
        var facts = Map.of(
                "why",
                why,
                "link",
                publicUrl + "/docs",
                "url",
                publicUrl + "/api/workspaces/" + workspace.id() + "/subscriptions/" + subscription.id());
        return ready.render(address, names, facts, List.of());
    }

    /** The template, read when it is first needed. */
    private synchronized Future<MailTemplate> template() {
        if (template == null || template.failed()) {
            template = MailTemplate.load(vertx, StoppedDeliveries.class.getClassLoader(), TEMPLATE);
        }
        return template;
    }
}
