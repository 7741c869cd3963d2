package dev.guildhall.membership.internal.invitation;

import static dev.guildhall.db.Tables.INVITATION_COUNT;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;

/**
 * How many invitations there are in a day (UTC), those sent again included: by an inviter, by a workspace or an organization,
 * and by mail to an address from all together. Counted in the transaction that makes one, so that what fails does not count.
 */
final class InvitationLimits {

    static final int BY_INVITER = 200;
    static final int BY_TENANT = 500;
    static final int TO_ADDRESS = 30;

    private static final ParameterizedSql<Counted, Integer> COUNT = ParameterizedSql.rows(
            counted -> insertInto(INVITATION_COUNT)
                    .set(counted.values(Columns.of(INVITATION_COUNT.SUBJECT, Counted::subject)
                            .and(INVITATION_COUNT.DAY, Counted::day)))
                    .set(INVITATION_COUNT.MADE, inline(1))
                    .onConflict(INVITATION_COUNT.SUBJECT, INVITATION_COUNT.DAY)
                    .doUpdate()
                    .set(INVITATION_COUNT.MADE, INVITATION_COUNT.MADE.plus(inline(1)))
                    .returning(INVITATION_COUNT.MADE),
            row -> row.get(INVITATION_COUNT.MADE));

    private static final ParameterizedSql<LocalDate, Void> FORGET = ParameterizedSql.change(
            today -> deleteFrom(INVITATION_COUNT).where(INVITATION_COUNT.DAY.lt(today.value(INVITATION_COUNT.DAY))));

    private record Counted(String subject, LocalDate day) {}

    private final Clock clock;

    InvitationLimits(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts an invitation, or fails when there are too many.
     *
     * @param mailedTo empty for one that goes by a link
     */
    Future<Void> count(Tx tx, Principal inviter, Tenant tenant, Optional<EmailAddress> mailedTo) {
        return count(tx, "inviter/" + subject(inviter), BY_INVITER, InvitationProblems::tooManyByInviter)
                .compose(counted -> count(
                        tx,
                        tenant.publishedAs() + "/" + tenant.value(),
                        BY_TENANT,
                        wait -> InvitationProblems.tooManyByTenant(tenant, wait)))
                .compose(counted -> mailedTo.map(
                                address -> count(tx, subject(address), TO_ADDRESS, InvitationProblems::tooManyMails))
                        .orElse(Future.succeededFuture()));
    }

    private Future<Void> count(Tx tx, String subject, int most, Function<Duration, Problem> refusal) {
        return tx.first(COUNT.with(new Counted(subject, today())))
                .map(Optional::orElseThrow)
                .compose(made -> made <= most
                        ? Future.succeededFuture()
                        : refusal.apply(untilTomorrow()).asFuture());
    }

    private static String subject(Principal inviter) {
        return inviter instanceof Principal.User user ? user.id().toString() : inviter.text();
    }

    // Of somebody who may never hear of it: what counts is whether it is the same.
    private static String subject(EmailAddress address) {
        return "address/" + Sha256.hex(address.key().getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets the days that are over. */
    Future<Void> forget(Database database) {
        return database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(FORGET.with(today())))
                .mapEmpty();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private Duration untilTomorrow() {
        var tomorrow = today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return Duration.between(clock.instant(), tomorrow);
    }
}
