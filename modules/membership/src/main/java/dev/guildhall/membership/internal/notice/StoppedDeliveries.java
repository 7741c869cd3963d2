package dev.guildhall.membership.internal.notice;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionNotice;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspace;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Writes to the administrators of a tenant when one of its subscriptions is sent nothing more. */
public final class StoppedDeliveries implements SubscriptionNotice {

    private static final String PLATFORM = "Guildhall";

    private final Workspaces workspaces;
    private final Organizations organizations;
    private final AdministratorMail mail;
    private final String publicUrl;

    public StoppedDeliveries(
            Vertx vertx,
            Workspaces workspaces,
            Organizations organizations,
            MailQueue mails,
            URI publicUrl,
            Clock clock) {
        this.workspaces = workspaces;
        this.organizations = organizations;
        this.mail = new AdministratorMail(vertx, mails, "mail/deliveries-stopped", clock);
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
    }

    @Override
    public Future<Void> disabled(Tx tx, Subscription subscription) {
        return name(tx, subscription.tenant())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : mail.post(
                                tx,
                                subscription.tenant(),
                                "subscription/" + subscription.id(),
                                Map.of("subscription", subscription.name(), "name", found.get()),
                                facts(subscription)));
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

    private Map<String, String> facts(Subscription subscription) {
        var why = switch (subscription.disabledReason()) {
            case "GONE" -> "its endpoint has answered that it is gone (410)";
            default -> "nothing could be delivered for five days";
        };
        return Map.of(
                "why",
                why,
                "kind",
                subscription.tenant().kind().word(),
                "link",
                publicUrl + "/docs",
                "url",
                publicUrl + subscription.path());
    }
}
