package dev.guildhall.membership.internal.invitation;

import dev.guildhall.audit.AuditActor;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Actor;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.membership.Member;
import dev.guildhall.membership.Role;
import dev.guildhall.tenancy.Workspace;
import io.vertx.core.Future;
import java.util.Optional;

/** What invitations ask of members and roles. The workspace is locked against changes of its members each time. */
public interface MemberAdmission {

    /** The role of this name or id, if the actor may invite to it and others can join the workspace at all. */
    Future<Role> grantable(Tx tx, Actor actor, Workspace locked, String role);

    /** Whether somebody may invite to the role of this id right now, whatever credential they come with. */
    Future<Boolean> mayOffer(Tx tx, UserId user, Workspace locked, String roleId);

    /** Whether the account with this address is a member. */
    Future<Boolean> isMember(Tx tx, WorkspaceId workspace, EmailAddress address);

    /** Makes the user a member with the role of this id; empty when they are one already. */
    Future<Optional<Member>> join(Tx tx, AuditActor by, Workspace locked, UserId user, String roleId);
}
