package dev.guildhall.oauth;

import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.oauth.internal.Issuer;
import dev.guildhall.oauth.internal.MetadataApi;
import dev.guildhall.oauth.internal.OauthAdapter;
import dev.guildhall.oauth.internal.OauthArchive;
import dev.guildhall.oauth.internal.authorize.AuthorizeApi;
import dev.guildhall.oauth.internal.authorize.CodeExchange;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.ClientsApi;
import dev.guildhall.oauth.internal.consent.Consents;
import dev.guildhall.oauth.internal.consent.ConsentsApi;
import dev.guildhall.oauth.internal.device.DeviceApi;
import dev.guildhall.oauth.internal.device.Devices;
import dev.guildhall.oauth.internal.registration.RegistrationApi;
import dev.guildhall.oauth.internal.token.ClientCredentials;
import dev.guildhall.oauth.internal.token.TokenApi;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Applications of others that act for people by OAuth 2.0. */
public final class OauthModule extends KernelModule {

    private static final String CONTRACT = "openapi/oauth.yaml";
    public static final Setting<Boolean> REGISTRATION = Setting.toggle(
            "oauth-registration",
            "Lets applications register themselves (RFC 7591); each is for nobody until an organization lets it in.");

    private static final Duration OFTEN = Duration.ofMinutes(5);

    private Clock clock;
    private Issuer issuer;
    private boolean registers;
    private List<DeclaredScopes> declared;
    private Clients clients;
    private Consents consents;
    private CodeExchange codes;
    private Devices devices;
    private ClientCredentials credentials;
    private AuthorizeApi authorize;
    private DeviceApi device;
    private TokenApi token;
    private RegistrationApi registration;

    @Override
    public String name() {
        return "oauth";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "identity", "membership", "tenancy");
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(REGISTRATION);
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var database = environment.database();
        clock = environment.clock();
        var organizations = assembly.get(Organizations.class);
        var tokens = assembly.get(ApplicationTokens.class);
        var journal = assembly.get(Journal.class);
        issuer = Issuer.at(environment.publicUrl());
        registers = environment.settings().get(REGISTRATION);
        declared = assembly.contributions(DeclaredScopes.class);
        credentials = new ClientCredentials(database, environment.caches(), journal, clock);
        clients = new Clients(database, organizations, journal, tokens, credentials::clientDeleted, clock);
        consents = new Consents(database, organizations, clients, journal, tokens, clock);
        codes = new CodeExchange(database, clients, tokens, clock);
        devices = new Devices(database, clients, consents, tokens, issuer, clock);
        authorize = new AuthorizeApi(database, clients, consents, organizations, issuer, clock);
        device = new DeviceApi(devices, organizations);
        registration = new RegistrationApi(clients, declared, registers);
        token = new TokenApi(database, clients, codes, devices, credentials, tokens, issuer);
        assembly.contribute(ArchivedTables.class, OauthArchive.TABLES);
        assembly.contribute(TokenAuthenticator.class, credentials);
        assembly.contribute(OrganizationLifecycle.class, clients);
    }

    @Override
    public List<Permission> permissions() {
        return OauthPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/oauth-clients.yaml", "openapi/oauth-consents.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(
                new ClientsApi(clients, declared, clock),
                new ConsentsApi(consents),
                authorize.canonical(),
                device.canonical(),
                new MetadataApi(issuer, registers));
    }

    @Override
    public List<String> publishedContracts() {
        return List.of(CONTRACT);
    }

    @Override
    public List<PublishedApi> published() {
        return List.of(new PublishedApi(
                Issuer.PREFIX,
                CONTRACT,
                List.of(authorize.endpoint(), device.endpoint(), token, registration),
                new OauthAdapter()));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(credentials::follow);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                clients.job(),
                new Job("forget codes of applications", OFTEN, codes::forgetExpired),
                new Job("forget applications that nobody let in", OFTEN, clients::forgetUnused),
                new Job("forget devices that waited", OFTEN, devices::forgetExpired),
                new Job("forget tokens of applications", OFTEN, credentials::forgetExpired));
    }
}
