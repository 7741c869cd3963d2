package dev.guildhall.tenancy;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.VisibleWorkspaces;
import io.vertx.core.Future;
import java.util.Optional;

/** Stands in for the membership module, of which nothing is asked here. */
final class NobodyAuthorized implements Authorizer {

    @Override
    public Future<Optional<Access>> access(Authentication actor, Tenant tenant) {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public VisibleWorkspaces workspacesOf(Authentication actor) {
        return new VisibleWorkspaces.OfUser(actor.user(), false);
    }
}
