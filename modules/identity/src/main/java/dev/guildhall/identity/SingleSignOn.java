package dev.guildhall.identity;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.internal.sso.SamlAnswerTable;
import dev.guildhall.identity.internal.sso.SamlImport;
import dev.guildhall.identity.internal.sso.SsoFacts;
import dev.guildhall.identity.internal.sso.SsoSecret;
import dev.guildhall.identity.internal.sso.SsoTable;
import dev.guildhall.identity.internal.sso.SsoTrial;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How the members of each organization sign in with its identity provider. Safe for all event loops. */
public final class SingleSignOn implements OrganizationLifecycle {

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final SecretBox secrets;
    private final OutboundGuard outbound;
    private final SsoTrial trial;
    private final Clock clock;
    private final SamlImport metadata;
    private final SsoTable table = new SsoTable();
    private final SamlAnswerTable answers = new SamlAnswerTable();

    SingleSignOn(
            Database database,
            Organizations organizations,
            Journal journal,
            SecretBox secrets,
            OutboundGuard outbound,
            SsoTrial trial,
            SamlImport metadata,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.secrets = secrets;
        this.outbound = outbound;
        this.trial = trial;
        this.metadata = metadata;
        this.clock = clock;
    }

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return table.find(tx, organization).map(found -> Map.of("ssoConfigurations", found.isPresent() ? 1 : 0));
    }

    /**
     * Reads what a client says in a body the contract has let through; fails naming every field that is wrong.
     *
     * @param called what the client calls each of the fields
     */
    public Future<SsoChange> read(JsonObject body, UnaryOperator<String> called) {
        return metadata.filled(body, called).compose(filled -> readFilled(filled, called));
    }

    private Future<SsoChange> readFilled(JsonObject body, UnaryOperator<String> called) {
        var faults = new Faults();
        var change = SsoChange.read(body, called, clock.instant(), faults);
        var issuer = change.issuerUrl().filter(url -> !url.isEmpty());
        var callable = issuer.map(url -> faults.await(outbound.check(called.apply("issuerUrl"), url)))
                .orElseGet(Future::succeededFuture);
        return callable.map(checked -> {
            faults.refuse();
            return change;
        });
    }

    /** Fails with {@code SSO.NOT_CONFIGURED}. */
    public Future<SsoConfiguration> get(OrganizationId organization) {
        return table.find(database, organization).map(found -> found.orElseThrow(SingleSignOn::notConfigured));
    }

    /**
     * Configures it, or changes what is said; when that is what it is already, nothing happens. Fails with {@code
     * SSO.TEST_FAILED} when members are to sign in by a provider that does not work.
     */
    public Future<SsoConfiguration> put(
            Authentication by, OrganizationId organization, SsoChange change, IfMatch condition) {
        return requireWorking(organization, change)
                .compose(tested -> database.inTransaction(
                        organization,
                        tx -> locked(tx, organization).compose(present -> {
                            condition.verify(
                                    present.map(SsoConfiguration::revision).orElse(0L));
                            var wanted = applied(change, organization, present);
                            requireTested(tested, wanted);
                            return present.filter(wanted::equals).isPresent()
                                    ? Future.succeededFuture(wanted)
                                    : write(tx, by, present, wanted);
                        })));
    }

    private SsoConfiguration applied(
            SsoChange change, OrganizationId organization, Optional<SsoConfiguration> present) {
        return change.applied(
                organization, present, secret -> secrets.seal(SsoSecret.purpose(organization), secret), now());
    }

    /** What was tested, when that is wanted: outside the transaction, for it takes as long as a provider likes. */
    private Future<Optional<SsoConfiguration>> requireWorking(OrganizationId organization, SsoChange change) {
        return table.find(database, organization).compose(present -> {
            var wanted = applied(change, organization, present);
            return wanted.enforced()
                    ? trial.run(wanted).map(report -> {
                        requirePassed(report);
                        return Optional.of(wanted);
                    })
                    : Future.succeededFuture(Optional.empty());
        });
    }

    private static void requirePassed(SsoReport report) {
        report.checks().stream().filter(check -> !check.passed()).findFirst().ifPresent(check -> {
            throw IdentityError.SSO_TEST_FAILED.because(
                    "Members cannot sign in by a provider that does not pass the test: " + check.message());
        });
    }

    private static void requireTested(Optional<SsoConfiguration> tested, SsoConfiguration wanted) {
        if (wanted.enforced()
                && tested.filter(before -> before.isSameProvider(wanted)).isEmpty()) {
            throw IdentityError.SSO_TEST_FAILED.because(
                    "Somebody else has changed the single sign-on in the meantime; read it, and try again.");
        }
    }

    private Future<SsoConfiguration> write(
            Tx tx, Authentication by, Optional<SsoConfiguration> present, SsoConfiguration wanted) {
        var written = present.isPresent()
                ? table.write(tx, wanted, now())
                : table.insert(tx, wanted).map(wanted);
        return written.map(now -> {
            var after = SsoFacts.differing(present, now);
            journal.record(
                    tx,
                    now.organization(),
                    present.map(before -> Change.of(by, "organization.sso_changed")
                                    .from(SsoFacts.differing(Optional.of(now), before)))
                            .orElseGet(() -> Change.of(by, "organization.sso_configured"))
                            .on(now.organization())
                            .telling(after)
                            .to(after));
            return now;
        });
    }

    /** Ends it, so that members sign in by their passwords only. Fails with {@code SSO.NOT_CONFIGURED}. */
    public Future<Void> remove(Authentication by, OrganizationId organization, IfMatch condition) {
        return database.inTransaction(
                organization,
                tx -> locked(tx, organization)
                        .map(present -> present.orElseThrow(SingleSignOn::notConfigured))
                        .compose(present -> {
                            condition.verify(present.revision());
                            return table.delete(tx, organization).map(deleted -> {
                                journal.record(
                                        tx,
                                        organization,
                                        Change.of(by, "organization.sso_removed")
                                                .on(organization)
                                                .telling(new JsonObject()
                                                        .put(
                                                                "provider",
                                                                present.provider()
                                                                        .name()))
                                                .from(SsoFacts.whole(present)));
                                return null;
                            });
                        }));
    }

    /** Tries what can be tried without anybody signing in. Fails with {@code SSO.NOT_CONFIGURED}. */
    public Future<SsoReport> test(OrganizationId organization) {
        return get(organization)
                .compose(trial::run)
                .compose(report -> answers.find(database, organization).map(report::with));
    }

    // The organization first, so that two who configure it at once do so one after the other.
    private Future<Optional<SsoConfiguration>> locked(Tx tx, OrganizationId organization) {
        return organizations.lock(tx, organization).compose(locked -> table.find(tx, organization));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Problem notConfigured() {
        return IdentityError.SSO_NOT_CONFIGURED.because(
                "The organization has no single sign-on; configure it by PUT on the same path.");
    }
}
