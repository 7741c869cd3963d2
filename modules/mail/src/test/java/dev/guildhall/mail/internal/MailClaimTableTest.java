package dev.guildhall.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.DatabasePool;
import dev.guildhall.core.work.Heartbeat;
import dev.guildhall.testkit.Await;
import dev.guildhall.testkit.TestBench;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MailClaimTableTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    @Test
    void claimsNoMoreThanItWasAskedForWithAPlanThatWasMadeWhenTheTableWasEmpty() {
        var copy = BENCH.sql("select current_database()").iterator().next().getString(0);
        BENCH.sql("alter database " + copy + " set plan_cache_mode = force_generic_plan");
        BENCH.sql("vacuum analyze guildhall.mail");
        var pool = DatabasePool.create(BENCH.vertx(), BENCH.applicationLogin());
        var database = new Database(BENCH.vertx(), pool);
        assertThat(claimFour(database)).isEmpty();
        BENCH.sql("""
                insert into guildhall.mail (id, topic, content, attempts, next_attempt_at, useful_until, created_at)
                select gen_random_uuid(), 'topic', '', 0, now() - (201 - n) * interval '1 second', now(), now()
                  from generate_series(1, 200) n
                """);

        assertThat(claimFour(database)).hasSize(4);

        Await.result(pool.close());
    }

    @Test
    void showsWhatIsInTheWayOfTheMailsThatFailTheNewestFirst() {
        BENCH.sql("""
                insert into guildhall.mail
                  (id, topic, content, attempts, next_attempt_at, dead_at, last_error, useful_until, created_at)
                values (gen_random_uuid(), 'failing', '', 8, null, now(), 'never', now(), now() - interval '1 hour'),
                       (gen_random_uuid(), 'failing', '', 2, now() + interval '1 hour', null, 'not yet', now(), now()),
                       (gen_random_uuid(), 'failing', '', 0, now() + interval '1 hour', null, null, now(), now())
                """);

        var failing = Await.result(new MailClaimTable(BENCH.database()).failing());

        assertThat(failing)
                .extracting(
                        FailingMail::error,
                        FailingMail::attempts,
                        mail -> mail.nextAttempt().isPresent())
                .containsExactly(tuple("not yet", 2, true), tuple("never", 8, false));
    }

    private List<MailClaim> claimFour(Database database) {
        return Await.result(
                new MailClaimTable(database).claim(new Heartbeat(BENCH.vertx(), null, "node").current(), 4));
    }
}
