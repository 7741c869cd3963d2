package dev.guildhall.membership.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.membership.MembershipTest;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestAuthenticator;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupportVisitsTest extends MembershipTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void manyAtOnceOnTwoNodesAreOneEntry() {
        var workspace = product.workspace();
        var by = actor(product.user());
        var here = at(NOW);
        var there = at(NOW);

        Await.result(Future.all(IntStream.range(0, 64)
                .mapToObj(i -> (i % 2 == 0 ? here : there).note(by, workspace.id()))
                .toList()));

        assertThat(entries(workspace.id())).isEqualTo(1);
    }

    @Test
    void afterTenMinutesThereIsAnother() {
        var workspace = product.workspace();
        var by = actor(product.user());
        var other = new Authentication(
                by.user(),
                by.email(),
                by.roles(),
                new Authentication.Credential(
                        by.credential().kind(),
                        UUID.randomUUID(),
                        by.credential().scopes(),
                        by.credential().tenant(),
                        by.credential().expiresAt()));

        Await.result(at(NOW).note(by, workspace.id()));
        Await.result(at(NOW.plus(Duration.ofMinutes(9))).note(by, workspace.id()));
        assertThat(entries(workspace.id())).isEqualTo(1);
        Await.result(at(NOW.plus(Duration.ofMinutes(10))).note(by, workspace.id()));
        assertThat(entries(workspace.id())).isEqualTo(2);
        Await.result(at(NOW.plus(Duration.ofMinutes(11))).note(other, workspace.id()));
        assertThat(entries(workspace.id())).isEqualTo(3);
    }

    @Test
    void theSameNodeNotesAnotherWhenTheTimeIsUp() {
        var workspace = product.workspace();
        var by = actor(product.user());
        var clock = new MovingClock();
        var visits = new SupportVisits(BENCH.database(), CacheBudget.ofHeap(), clock);

        Await.result(visits.note(by, workspace.id()));
        clock.now = clock.now.plus(SupportVisits.ONE_ENTRY_FOR);
        Await.result(visits.note(by, workspace.id()));
        Await.result(visits.note(by, workspace.id()));

        assertThat(entries(workspace.id())).isEqualTo(2);
    }

    @Test
    void rowsAreSeenInTheirOwnScopeOnly() {
        var workspace = product.workspace();
        Await.result(at(NOW).note(actor(product.user()), workspace.id()));
        var count = "select count(*)::int from guildhall.support_visit where workspace_id = $1";

        assertThat(seen(workspace.id().toString(), count, workspace)).isEqualTo(1);
        assertThat(seen(product.workspace().id().toString(), count, workspace)).isZero();
        assertThat(seen(null, count, workspace)).isZero();
    }

    private static SupportVisits at(Instant time) {
        return new SupportVisits(BENCH.database(), CacheBudget.ofHeap(), Clock.fixed(time, ZoneOffset.UTC));
    }

    private static Authentication actor(UserId user) {
        return TestAuthenticator.actor(user);
    }

    private static int entries(WorkspaceId workspace) {
        return BENCH.sql(
                        "select from guildhall.audit_entry where tenant_id = $1 and action = 'support.accessed'",
                        workspace.value())
                .size();
    }

    private static final class MovingClock extends Clock {

        private Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
