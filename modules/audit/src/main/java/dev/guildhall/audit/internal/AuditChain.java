package dev.guildhall.audit.internal;

import dev.guildhall.audit.AuditTrail.Verification;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Optional;

/** Checks that a tenant's log is as it was written. */
public final class AuditChain {

    // As many as PostgreSQL checks in a fraction of a second, so that no statement takes minutes.
    private static final int PAGE = 20_000;

    private final AuditTable table;
    private final int pageSize;

    public AuditChain(Database database) {
        this(database, PAGE);
    }

    public AuditChain(Database database, int pageSize) {
        this.table = new AuditTable(database);
        this.pageSize = pageSize;
    }

    /** An entry's place in a chain. */
    record Link(long sequence, byte[] hash) {

        /** What the first entry follows. */
        static final Link NONE = new Link(0, new byte[32]);
    }

    /**
     * The end of a chain as it is kept beside the entries, and the entries' own extent.
     *
     * @param first null when there is none
     * @param last null when there is none
     */
    record Head(Link link, Long first, Long last) {}

    /**
     * What PostgreSQL found in some entries.
     *
     * @param last null when there is none
     * @param firstInvalid null when all are good
     */
    record Checked(Link last, Long firstInvalid) {}

    /** Checks the entries there are now; those that come meanwhile do not matter. */
    public Future<Verification> verify(Tenant tenant) {
        return table.head(tenant)
                .compose(head -> check(tenant, Link.NONE, head)
                        .map(firstInvalid -> new Verification(
                                head.link().sequence(), head.link().hash(), firstInvalid)));
    }

    private Future<Optional<Long>> check(Tenant tenant, Link good, Head head) {
        var left = head.link().sequence() - good.sequence();
        if (left <= 0) {
            return Future.succeededFuture(wrongWithTheEnds(good, head));
        }
        return table.verify(tenant, good, (int) Math.min(pageSize, left)).compose(checked -> {
            if (checked.firstInvalid() != null) {
                return Future.succeededFuture(Optional.of(checked.firstInvalid()));
            }
            return checked.last() == null
                    ? Future.succeededFuture(Optional.of(good.sequence() + 1))
                    : check(tenant, checked.last(), head);
        });
    }

    /** The entries follow each other; but do they begin where they should, and end where the head says? */
    private static Optional<Long> wrongWithTheEnds(Link last, Head head) {
        if (head.first() != null && head.first() < 1) {
            return Optional.of(head.first());
        }
        if (!Arrays.equals(last.hash(), head.link().hash())) {
            return Optional.of(last.sequence());
        }
        return Optional.ofNullable(head.last())
                .filter(newest -> newest > last.sequence())
                .map(beyond -> last.sequence() + 1);
    }
}
