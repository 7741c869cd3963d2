package dev.guildhall.identity;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.internal.sso.SsoDomainTable;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a day whether the domains that were proven still are, for domains are sold and lost, and whoever has one then
 * must not be vouched for by the organization that had it. Every node does it: who takes a domain sets when it is due next, so
 * that nobody else does, and a node that dies with it leaves it for the next day.
 */
final class DomainChecks {

    private static final Logger LOG = LoggerFactory.getLogger(DomainChecks.class);

    private static final Duration ROUND = Duration.ofMinutes(5);
    private static final Duration DAY = Duration.ofDays(1);
    /** More than ten thousand a day, and no flood for the name server. */
    private static final int MOST_OF_A_ROUND = 50;

    private final Database database;
    private final Organizations organizations;
    private final DomainRecords records;
    private final DomainFacts facts;
    private final List<DomainNotice> notices;
    private final Clock clock;
    private final SsoDomainTable table = new SsoDomainTable();

    DomainChecks(
            Database database,
            Organizations organizations,
            DomainRecords records,
            DomainFacts facts,
            List<DomainNotice> notices,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.records = records;
        this.facts = facts;
        this.notices = notices;
        this.clock = clock;
    }

    Job job() {
        return new Job("look for the records of proven domains", ROUND, this::run);
    }

    private Future<Void> run() {
        var now = now();
        return table.take(database, now, now.plus(DAY), MOST_OF_A_ROUND)
                .compose(due ->
                        Future.join(due.stream().map(this::check).toList()).mapEmpty());
    }

    private Future<Void> check(SsoDomain domain) {
        return records.look(domain)
                .compose(found -> database.inTransaction(
                        domain.organization(),
                        tx -> organizations
                                .lock(tx, domain.organization())
                                .compose(locked -> table.find(tx, domain.organization(), domain.domain()))
                                .compose(present -> present.filter(
                                                same -> same.recordValue().equals(domain.recordValue()))
                                        .filter(same -> same.state() != SsoDomain.State.PENDING)
                                        .map(same -> note(tx, same, found))
                                        .orElseGet(Future::succeededFuture))))
                .recover(ConstraintViolation.means("sso_domain_proven_once", () -> SsoDomains.taken(domain)))
                .onFailure(failure -> LOG.warn(
                        "What the check of the domain {} of the organization {} has found is not noted: {}",
                        domain.domain(),
                        domain.organization(),
                        failure.getMessage()))
                .otherwiseEmpty();
    }

    private Future<Void> note(Tx tx, SsoDomain before, DomainRecords.Finding found) {
        var after = switch (found) {
            case THERE -> before.there(now());
            case MISSING -> before.missed(now());
            case UNKNOWN -> before.unanswered(now());
        };
        return table.write(tx, after).compose(written -> {
            if (after.state() == before.state()) {
                return Future.succeededFuture();
            }
            facts.recordChange(tx, Authentication.SYSTEM, after);
            return after.isVerified()
                    ? Future.succeededFuture()
                    : Future.all(notices.stream()
                                    .map(notice -> notice.lapsed(tx, after))
                                    .toList())
                            .mapEmpty();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
