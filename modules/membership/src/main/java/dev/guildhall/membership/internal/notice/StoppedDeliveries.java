package dev.guildhall.membership.internal.notice;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.mail.Mail;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.mail.MailTemplate;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes to the administrators of a tenant when one of its subscriptions is sent nothing more. */
public final class StoppedDeliveries implements SubscriptionNotice {

    private static final String TEMPLATE = "mail/deliveries-stopped";
    private static final String PLATFORM = "Guildhall";
    private static final Duration USEFUL_FOR = Duration.ofDays(3);

    private final Vertx vertx;
    private final Workspaces workspaces;
    private final Organizations organizations;
    private final MailQueue mails;
    private final String publicUrl;
    private final Clock clock;
    private final AdministratorTable administrators = new AdministratorTable();
    private Future<MailTemplate> template;

    public StoppedDeliveries(
            Vertx vertx,
            Workspaces workspaces,
            Organizations organizations,
            MailQueue mails,
            URI publicUrl,
            Clock clock) {
        this.vertx = vertx;
        this.workspaces = workspaces;
        this.organizations = organizations;
        this.mails = mails;
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
        this.clock = clock;
    }

    @Override
    public Future<Void> disabled(Tx tx, Subscription subscription) {
        var tenant = subscription.tenant();
        return name(tx, tenant)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : Future.all(template(), administrators.addresses(tx, tenant))
                                .compose(read ->
                                        post(tx, subscription, found.get(), read.resultAt(0), read.resultAt(1))));
    }

    /** What the tenant is called; empty when it is deleted. */
    private Future<Optional<String>> name(Tx tx, Tenant tenant) {
        if (tenant instanceof WorkspaceId workspace) {
            return workspaces.find(tx, workspace).map(found -> found.map(Workspace::name));
        }
        return tenant instanceof OrganizationId organization
                ? organizations.share(tx, organization).map(found -> found.map(Organization::name))
                : Future.succeededFuture(Optional.of(PLATFORM));
    }

    private Future<Void> post(
            Tx tx, Subscription subscription, String name, MailTemplate ready, List<String> addresses) {
        var topic = "subscription/" + subscription.id() + "/";
        var until = clock.instant().plus(USEFUL_FOR);
        return Future.all(addresses.stream()
                        .filter(Mail::canBeSentTo)
                        .map(address ->
                                mails.post(tx, topic + address, write(ready, address, subscription, name), until))
                        .toList())
                .mapEmpty();
    }

    private Mail write(MailTemplate ready, String address, Subscription subscription, String name) {
        var why = switch (subscription.disabledReason()) {
            case "GONE" -> "its endpoint has answered that it is gone (410)";
            default -> "nothing could be delivered for five days";
        };
        var names = Map.of("subscription", subscription.name(), "name", name);
        var facts = Map.of(
                "why",
                why,
                "kind",
                subscription.tenant().kind().word(),
                "link",
                publicUrl + "/docs",
                "url",
                publicUrl + subscription.path());
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
