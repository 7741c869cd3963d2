package dev.guildhall.identity;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.text.DomainName;
import dev.guildhall.identity.internal.sso.SsoDomainTable;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The domains of organizations: whose address is of one that is proven, by a DNS record, is sent to the organization's
 * identity provider, which answers for it. Safe for all event loops.
 */
public final class SsoDomains implements OrganizationLifecycle {

    private static final int MOST = 50;
    private static final String VALUE_PREFIX = "guildhall-domain-verification=";

    private final Database database;
    private final Organizations organizations;
    private final DomainFacts facts;
    private final DomainRecords records;
    private final Clock clock;
    private final SsoDomainTable table = new SsoDomainTable();

    SsoDomains(Database database, Organizations organizations, DomainFacts facts, DomainRecords records, Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.facts = facts;
        this.records = records;
        this.clock = clock;
    }

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return table.list(tx, organization).map(all -> Map.of("ssoDomains", all.size()));
    }

    /** All of an organization, by name. */
    public Future<List<SsoDomain>> list(OrganizationId organization) {
        return table.list(database, organization);
    }

    /** Fails with {@code SSO.DOMAIN_NOT_FOUND}. */
    public Future<SsoDomain> get(OrganizationId organization, String name) {
        return table.find(database, organization, stored(name)).map(found -> found.orElseThrow(() -> unknown(name)));
    }

    /** Reads a domain that somebody means to prove; throws {@code REQUEST.INVALID} on the field. */
    public static String read(String field, String name) {
        return DomainName.registrable(name.strip())
                .orElseThrow(() -> CommonError.REQUEST_INVALID.onField(
                        field, field + " must be a domain of two labels at least, such as acme.com"));
    }

    /** Adds a domain that is to be proven, or gives the one that is there. Fails with {@code SSO.DOMAIN_LIMIT_REACHED}. */
    public Future<SsoDomain> add(Authentication by, OrganizationId id, String domain) {
        return database.inTransaction(
                id,
                tx -> organizations
                        .lock(tx, id)
                        .compose(organization -> table.list(tx, id)
                                .compose(all -> all.stream()
                                        .filter(known -> known.domain().equals(domain))
                                        .findFirst()
                                        .map(Future::succeededFuture)
                                        .orElseGet(() -> {
                                            requireRoom(all);
                                            return insert(
                                                    tx,
                                                    by,
                                                    new SsoDomain(
                                                            id,
                                                            organization.app(),
                                                            domain,
                                                            ClientSecret.next(VALUE_PREFIX)
                                                                    .text(),
                                                            now(),
                                                            SsoDomain.Status.pending(now())));
                                        }))));
    }

    private Future<SsoDomain> insert(Tx tx, Authentication by, SsoDomain domain) {
        return table.insert(tx, domain).map(inserted -> {
            facts.record(tx, by, "organization.sso_domain_added", domain);
            return domain;
        });
    }

    private static void requireRoom(List<SsoDomain> present) {
        if (present.size() >= MOST) {
            throw IdentityError.SSO_DOMAIN_LIMIT_REACHED.because(
                    "An organization has " + MOST + " domains at most; remove one first.");
        }
    }

    /**
     * Looks for the record now. A domain whose record is gone is proven no longer; one whose name servers do not answer
     * stays as it is. Fails with {@code SSO.DOMAIN_NOT_FOUND}, and with {@code SSO.DOMAIN_TAKEN} when another organization
     * of the app has proven it.
     */
    public Future<SsoDomain> check(Authentication by, OrganizationId organization, String name) {
        return get(organization, name)
                .compose(domain -> records.look(domain)
                        .compose(found -> database.inTransaction(
                                organization,
                                tx -> organizations
                                        .lock(tx, organization)
                                        .compose(locked -> table.find(tx, organization, domain.domain()))
                                        .compose(present -> note(
                                                tx, by, present.orElseThrow(() -> unknown(name)), domain, found)))));
    }

    private Future<SsoDomain> note(
            Tx tx, Authentication by, SsoDomain present, SsoDomain asked, DomainRecords.Finding found) {
        if (!present.recordValue().equals(asked.recordValue())) {
            throw unknown(asked.domain());
        }
        var after = switch (found) {
            case THERE -> present.there(now());
            case MISSING -> present.missing(now());
            case UNKNOWN -> present.unanswered(now());
        };
        return table.write(tx, after)
                .map(written -> {
                    if (after.state() != present.state()) {
                        facts.recordChange(tx, by, after);
                    }
                    return after;
                })
                .recover(ConstraintViolation.means("sso_domain_proven_once", () -> taken(present)));
    }

    static Problem taken(SsoDomain domain) {
        return IdentityError.SSO_DOMAIN_TAKEN.because("Another organization of the app has proven that "
                + domain.domain() + " is its own; it has to remove the domain first.");
    }

    /** Fails with {@code SSO.DOMAIN_NOT_FOUND}. */
    public Future<Void> remove(Authentication by, OrganizationId organization, String name) {
        return database.inTransaction(
                organization,
                tx -> organizations
                        .lock(tx, organization)
                        .compose(locked -> table.find(tx, organization, stored(name)))
                        .map(found -> found.orElseThrow(() -> unknown(name)))
                        .compose(domain -> table.delete(tx, domain).map(deleted -> {
                            facts.record(tx, by, "organization.sso_domain_removed", domain);
                            return null;
                        })));
    }

    private static String stored(String name) {
        return DomainName.aLabel(name).orElse("");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Problem unknown(String name) {
        return IdentityError.SSO_DOMAIN_NOT_FOUND.because(
                "The organization has no domain " + name + "; add it by POST on the list of domains.");
    }
}
