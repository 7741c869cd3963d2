package dev.guildhall.membership.internal;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The open offers of all kinds. */
public final class AllPendingOffers implements PendingOffers {

    private final List<PendingOffers> kinds;

    public AllPendingOffers(List<PendingOffers> kinds) {
        this.kinds = kinds;
    }

    @Override
    public Future<Void> review(Tx tx, Workspace locked, Optional<UserId> maker, Authentication by) {
        return each(kind -> kind.review(tx, locked, maker, by));
    }

    @Override
    public Future<Void> review(Tx platformTx, UserId maker, Authentication by) {
        return each(kind -> kind.review(platformTx, maker, by));
    }

    @Override
    public Future<Void> review(Tx platformTx, OrganizationId organization, UserId maker, Authentication by) {
        return each(kind -> kind.review(platformTx, organization, maker, by));
    }

    @Override
    public Future<Void> end(Tx platformTx, UserId maker, Authentication by) {
        return each(kind -> kind.end(platformTx, maker, by));
    }

    private Future<Void> each(Function<PendingOffers, Future<Void>> step) {
        var done = Future.<Void>succeededFuture();
        for (var kind : kinds) {
            done = done.compose(before -> step.apply(kind));
        }
        return done;
    }
}
