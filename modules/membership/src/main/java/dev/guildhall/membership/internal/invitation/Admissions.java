package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Joined;
import io.vertx.core.Future;
import java.util.Optional;

/** Each kind of what people are invited to by its own way in. */
record Admissions(Admission workspaces, Admission organizations, Admission teams) implements Admission {

    private Admission to(InvitationTarget target) {
        return target.team().isPresent()
                ? teams
                : target.tenant().kind() == Tenant.Kind.ORGANIZATION ? organizations : workspaces;
    }

    private Admission to(Host host) {
        return to(host.target());
    }

    @Override
    public Future<Host> lock(Tx tx, InvitationTarget target) {
        return to(target).lock(tx, target);
    }

    @Override
    public Future<Void> requireManager(Tx tx, Authentication by, InvitationTarget target) {
        return to(target).requireManager(tx, by, target);
    }

    @Override
    public Future<OfferedRole> grantable(Tx tx, Authentication by, Host host, String role) {
        return to(host).grantable(tx, by, host, role);
    }

    @Override
    public Future<Boolean> mayOffer(Tx tx, Principal maker, Host host, String roleId) {
        return to(host).mayOffer(tx, maker, host, roleId);
    }

    @Override
    public Future<Boolean> isMember(Tx tx, Host host, EmailAddress address) {
        return to(host).isMember(tx, host, address);
    }

    @Override
    public Future<Void> requireChangeable(Tx tx, Host host) {
        return to(host).requireChangeable(tx, host);
    }

    @Override
    public Future<Optional<Joined>> join(Tx tx, Authentication by, Host host, UserId user, String roleId) {
        return to(host).join(tx, by, host, user, roleId);
    }
}
