package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/** What the platform and each organization ask of those who sign in by a password. */
final class SignInPolicies {

    static final String ORGANIZATION_CHANGED = "organization.sign_in_policy_changed";
    static final String PLATFORM_CHANGED = "platform.sign_in_policy_changed";

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final SignedInMemory memory;
    private final Clock clock;
    private final SignInPolicyTable table = new SignInPolicyTable();

    SignInPolicies(
            Database database, Organizations organizations, Journal journal, SignedInMemory memory, Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.memory = memory;
        this.clock = clock;
    }

    Future<SignInPolicy> find(Tenant tenant) {
        return table.find(database, tenant).map(found -> found.orElse(SignInPolicy.NONE));
    }

    Future<SignInPolicy> change(Authentication by, Tenant tenant, boolean secondFactorRequired, IfMatch condition) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant).compose(present -> {
                    condition.verify(present.revision());
                    return present.secondFactorRequired() == secondFactorRequired
                            ? Future.succeededFuture(present)
                            : write(tx, by, tenant, present, secondFactorRequired);
                }));
    }

    // The organization first, so that of two at once the second sees what the first has done.
    private Future<SignInPolicy> locked(Tx tx, Tenant tenant) {
        var held = tenant instanceof OrganizationId organization
                ? organizations.lock(tx, organization).<Void>mapEmpty()
                : Future.<Void>succeededFuture();
        return held.compose(locked -> table.lock(tx, tenant)).map(found -> found.orElse(SignInPolicy.NONE));
    }

    private Future<SignInPolicy> write(
            Tx tx, Authentication by, Tenant tenant, SignInPolicy before, boolean secondFactorRequired) {
        return table.write(tx, tenant, secondFactorRequired, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .map(after -> {
                    journal.record(
                            tx,
                            tenant,
                            change(by, tenant)
                                    .telling(facts(after))
                                    .from(facts(before))
                                    .to(facts(after)));
                    tx.afterCommit(memory::policyChanged);
                    return after;
                });
    }

    private static Change change(Authentication by, Tenant tenant) {
        return tenant instanceof OrganizationId organization
                ? Change.of(by, ORGANIZATION_CHANGED).on(organization)
                : Change.of(by, PLATFORM_CHANGED);
    }

    private static JsonObject facts(SignInPolicy policy) {
        return new JsonObject().put("secondFactorRequired", policy.secondFactorRequired());
    }
}
