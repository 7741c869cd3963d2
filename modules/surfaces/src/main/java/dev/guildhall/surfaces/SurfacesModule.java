package dev.guildhall.surfaces;

import dev.guildhall.agents.AgentGrants;
import dev.guildhall.agents.Restrictions;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.SingleSignOn;
import dev.guildhall.identity.UserTokens;
import dev.guildhall.identity.UserWorkspaces;
import dev.guildhall.identity.Users;
import dev.guildhall.membership.Invitations;
import dev.guildhall.membership.Members;
import dev.guildhall.membership.OrganizationMembers;
import dev.guildhall.membership.RoleAdministration;
import dev.guildhall.membership.Roles;
import dev.guildhall.surfaces.internal.aip.AipApi;
import dev.guildhall.surfaces.internal.developer.DeveloperApi;
import dev.guildhall.surfaces.internal.developer.DeveloperScope;
import dev.guildhall.surfaces.internal.developer.DeveloperSsoApi;
import dev.guildhall.surfaces.internal.developer.DeveloperTokensApi;
import dev.guildhall.surfaces.internal.portal.ChannelKey;
import dev.guildhall.surfaces.internal.portal.PortalApi;
import dev.guildhall.surfaces.internal.portal.PortalGateways;
import dev.guildhall.surfaces.internal.portal.PortalGatewaysApi;
import dev.guildhall.surfaces.internal.teams.TeamsAgentsApi;
import dev.guildhall.surfaces.internal.teams.TeamsApi;
import dev.guildhall.tenancy.Apps;
import dev.guildhall.tenancy.Organizations;
import dev.guildhall.tenancy.WorkspaceAdministration;
import dev.guildhall.tenancy.Workspaces;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The APIs beside the canonical one, which translate for the other modules. */
public final class SurfacesModule extends KernelModule {

    private PortalGateways gateways;
    private ChannelKey key;
    private TeamsApi teams;
    private TeamsAgentsApi teamsAgents;
    private DeveloperApi developer;
    private DeveloperSsoApi developerSso;
    private DeveloperTokensApi developerTokens;
    private PortalApi portal;
    private AipApi aip;

    @Override
    public String name() {
        return "surfaces";
    }

    @Override
    public Set<String> needs() {
        return Set.of("agents", "events", "identity", "membership", "tenancy");
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var database = environment.database();
        var workspaces = assembly.get(Workspaces.class);
        var administration = assembly.get(WorkspaceAdministration.class);
        var members = assembly.get(Members.class);
        gateways = new PortalGateways(database, environment.caches(), assembly.get(Journal.class), environment.clock());
        key = new ChannelKey(environment.vertx(), database, environment.secrets(), environment.clock());
        teams = new TeamsApi(workspaces, administration, members, assembly.get(Authorizer.class));
        teamsAgents = new TeamsAgentsApi(assembly.get(Restrictions.class), assembly.get(AgentGrants.class));
        aip = new AipApi(new AipApi.Behind(
                workspaces,
                administration,
                members,
                assembly.get(Roles.class),
                assembly.get(Invitations.class),
                assembly.get(Authorizer.class)));
        var apps = assembly.get(Apps.class);
        var organizations = assembly.get(Organizations.class);
        var scope = new DeveloperScope(apps, organizations);
        developer = new DeveloperApi(apps, organizations, assembly.get(OrganizationMembers.class), scope);
        developerSso = new DeveloperSsoApi(assembly.get(SingleSignOn.class), scope);
        developerTokens = new DeveloperTokensApi(assembly.get(UserTokens.class), scope);
        portal = new PortalApi(
                new PortalApi.Behind(
                        workspaces,
                        administration,
                        members,
                        assembly.get(Roles.class),
                        assembly.get(RoleAdministration.class),
                        assembly.get(Invitations.class),
                        assembly.get(Users.class),
                        assembly.get(UserWorkspaces.class)),
                key);
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/portals.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(new PortalGatewaysApi(gateways));
    }

    @Override
    public List<String> publishedContracts() {
        return List.of(AipApi.CONTRACT, PortalApi.CONTRACT, TeamsApi.CONTRACT, DeveloperApi.CONTRACT);
    }

    @Override
    public List<PublishedApi> published() {
        return List.of(
                new PublishedApi(AipApi.PREFIX, AipApi.CONTRACT, List.of(aip), AipApi.adapter()),
                new PublishedApi(
                        PortalApi.PREFIX, PortalApi.CONTRACT, List.of(portal), PortalApi.adapter(gateways, key)),
                new PublishedApi(TeamsApi.PREFIX, TeamsApi.CONTRACT, List.of(teams, teamsAgents), TeamsApi.adapter()),
                new PublishedApi(
                        DeveloperApi.PREFIX,
                        DeveloperApi.CONTRACT,
                        List.of(developer, developerSso, developerTokens),
                        DeveloperApi.adapter()));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(gateways::follow);
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Job("forget old messages of portals", Duration.ofMinutes(1), key::forgetOld));
    }
}
