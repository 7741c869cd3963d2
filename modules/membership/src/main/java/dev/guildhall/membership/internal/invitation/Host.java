package dev.guildhall.membership.internal.invitation;

import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Place;
import dev.guildhall.membership.Team;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Workspace;
import java.util.Optional;

/**
 * What people are invited to, as it is in a transaction that has locked it against changes of its members.
 *
 * @param workspace there when it is one
 * @param organization there when it is one, or a team of it
 * @param team there when it is one
 */
record Host(
        InvitationTarget target,
        Optional<Workspace> workspace,
        Optional<Organization> organization,
        Optional<Team> team) {

    static Host of(Workspace locked) {
        return new Host(InvitationTarget.of(locked.id()), Optional.of(locked), Optional.empty(), Optional.empty());
    }

    static Host of(Organization locked) {
        return new Host(InvitationTarget.of(locked.id()), Optional.empty(), Optional.of(locked), Optional.empty());
    }

    static Host of(Organization held, Team locked) {
        return new Host(
                InvitationTarget.of(held.id(), locked.id()), Optional.empty(), Optional.of(held), Optional.of(locked));
    }

    /** The word for what it is. */
    String kind() {
        return team.isPresent() ? "team" : workspace.isPresent() ? "workspace" : "organization";
    }

    String name() {
        return team.map(Team::name)
                .or(() -> workspace.map(Workspace::name))
                .orElseGet(() -> organization.orElseThrow().name());
    }

    Place place() {
        return new Place(target, name(), workspace.map(Workspace::key));
    }
}
