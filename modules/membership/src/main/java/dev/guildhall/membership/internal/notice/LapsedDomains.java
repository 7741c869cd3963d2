package dev.guildhall.membership.internal.notice;

import dev.guildhall.core.database.Tx;
import dev.guildhall.identity.DomainNotice;
import dev.guildhall.identity.SsoDomain;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/** Writes to the administrators of an organization when one of its domains is not proven any more. */
public final class LapsedDomains implements DomainNotice {

    private final Organizations organizations;
    private final AdministratorMail mail;
    private final String publicUrl;

    public LapsedDomains(Vertx vertx, Organizations organizations, MailQueue mails, URI publicUrl, Clock clock) {
        this.organizations = organizations;
        this.mail = new AdministratorMail(vertx, mails, "mail/domain-lapsed", clock);
        this.publicUrl = publicUrl.toString().replaceFirst("/+$", "");
    }

    @Override
    public Future<Void> lapsed(Tx tx, SsoDomain domain) {
        var id = domain.organization();
        return organizations
                .share(tx, id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : mail.post(
                                tx,
                                id,
                                "domain/" + id + "/" + domain.domain(),
                                Map.of("name", found.get().name()),
                                facts(domain)));
    }

    private Map<String, String> facts(SsoDomain domain) {
        return Map.of(
                "domain",
                domain.domain(),
                "record",
                domain.recordName(),
                "value",
                domain.recordValue(),
                "link",
                publicUrl + "/portal/org/" + domain.organization() + "/sign-on/domains");
    }
}
