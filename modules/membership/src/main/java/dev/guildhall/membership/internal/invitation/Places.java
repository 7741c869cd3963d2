package dev.guildhall.membership.internal.invitation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.membership.InvitationTarget;
import dev.guildhall.membership.Invitations.Place;
import dev.guildhall.membership.Team;
import dev.guildhall.membership.TeamId;
import dev.guildhall.membership.internal.team.TeamTable;
import dev.guildhall.tenancy.Organization;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import java.util.Optional;

/** What people are invited to, as they read of it before they answer. */
final class Places {

    private final Database database;
    private final Workspaces workspaces;
    private final Organizations organizations;
    private final TeamTable teams = new TeamTable();

    Places(Database database, Workspaces workspaces, Organizations organizations) {
        this.database = database;
        this.workspaces = workspaces;
        this.organizations = organizations;
    }

    /** Empty when it is gone by now. */
    Future<Optional<Place>> of(InvitationTarget target) {
        if (target.tenant() instanceof WorkspaceId workspace) {
            return workspaces
                    .find(workspace)
                    .map(found -> found.map(known -> new Place(target, known.name(), Optional.of(known.key()))));
        }
        var organization = (OrganizationId) target.tenant();
        return target.team()
                .map(team -> name(organization, team))
                .orElseGet(() -> organizations.find(organization).map(found -> found.map(Organization::name)))
                .map(name -> name.map(known -> new Place(target, known, Optional.empty())));
    }

    private Future<Optional<String>> name(OrganizationId organization, TeamId team) {
        return teams.find(database, organization, team).map(found -> found.map(Team::name));
    }
}
