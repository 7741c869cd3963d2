package dev.guildhall.identity;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import io.vertx.core.json.JsonObject;

/** Tells subscribers and auditors of domains. */
final class DomainFacts {

    private final Journal journal;

    DomainFacts(Journal journal) {
        this.journal = journal;
    }

    void record(Tx tx, Authentication by, String type, SsoDomain domain) {
        var facts = new JsonObject().put("domain", domain.domain());
        journal.record(
                tx,
                domain.organization(),
                Change.of(by, type).on(domain.organization()).telling(facts).to(facts));
    }

    /** How it stands now, which is not how it did. */
    void recordChange(Tx tx, Authentication by, SsoDomain domain) {
        var type = switch (domain.state()) {
            case VERIFIED -> "organization.sso_domain_verified";
            case LAPSED -> "organization.sso_domain_lapsed";
            case PENDING -> "organization.sso_domain_unproven";
        };
        record(tx, by, type, domain);
    }
}
