package dev.guildhall.scim;

import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.ProvisionedAccounts;
import dev.guildhall.membership.ProvisionedMembers;
import dev.guildhall.membership.TeamMembers;
import dev.guildhall.membership.Teams;
import dev.guildhall.scim.internal.BulkApi;
import dev.guildhall.scim.internal.DiscoveryApi;
import dev.guildhall.scim.internal.Provisioning;
import dev.guildhall.scim.internal.Scim;
import dev.guildhall.scim.internal.ScimAdapter;
import dev.guildhall.scim.internal.ScimApi;
import dev.guildhall.scim.internal.connection.ConnectionTokens;
import dev.guildhall.scim.internal.connection.Connections;
import dev.guildhall.scim.internal.connection.ConnectionsApi;
import dev.guildhall.scim.internal.group.Groups;
import dev.guildhall.scim.internal.user.Users;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Provisioning of the users and teams of organizations by their directories. */
public final class ScimModule extends KernelModule {

    private ConnectionTokens tokens;
    private Connections connections;
    private Users users;
    private Groups groups;
    private String base;

    @Override
    public String name() {
        return "scim";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "identity", "membership", "tenancy");
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var database = environment.database();
        var clock = environment.clock();
        var organizations = assembly.get(Organizations.class);
        base = environment.publicUrl().toString().replaceAll("/+$", "") + Scim.PREFIX;
        tokens = new ConnectionTokens(database, environment.caches(), clock);
        connections = new Connections(database, organizations, assembly.get(Journal.class), tokens, clock);
        assembly.contribute(TokenAuthenticator.class, tokens);
        assembly.contribute(OrganizationLifecycle.class, connections);
        var provisioning = new Provisioning(database, organizations);
        users = new Users(
                database,
                provisioning,
                assembly.get(ProvisionedAccounts.class),
                assembly.get(ProvisionedMembers.class),
                base,
                clock);
        groups = new Groups(
                database, provisioning, assembly.get(Teams.class), assembly.get(TeamMembers.class), base, clock);
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/scim-connections.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(new ConnectionsApi(connections, base));
    }

    @Override
    public List<String> publishedContracts() {
        return List.of(ScimApi.CONTRACT);
    }

    @Override
    public List<PublishedApi> published() {
        return List.of(new PublishedApi(
                Scim.PREFIX,
                ScimApi.CONTRACT,
                List.of(new ScimApi(users, groups), new BulkApi(users, groups, base), new DiscoveryApi(base)),
                new ScimAdapter()));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(tokens::follow);
    }

    @Override
    public List<Job> jobs() {
        return List.of(tokens.job());
    }

    @Override
    public Future<?> stop() {
        return tokens.writeUse();
    }
}
