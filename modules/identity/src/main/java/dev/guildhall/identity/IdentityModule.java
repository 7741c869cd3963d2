package dev.guildhall.identity;

import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.config.CommonSettings;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Secret;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.identity.internal.Identity;
import dev.guildhall.identity.internal.IdentityArchive;
import dev.guildhall.identity.internal.IntrospectionApi;
import dev.guildhall.identity.internal.OrganizationTokens;
import dev.guildhall.identity.internal.sso.DnsTxtRecords;
import dev.guildhall.identity.internal.sso.SamlImport;
import dev.guildhall.identity.internal.sso.SsoAddresses;
import dev.guildhall.identity.internal.sso.SsoApi;
import dev.guildhall.identity.internal.sso.SsoDomainsApi;
import dev.guildhall.identity.internal.sso.SsoTrial;
import dev.guildhall.mail.MailFollower;
import dev.guildhall.mail.MailQueue;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Who is asking: accounts, signing in, sessions and their tokens. */
public final class IdentityModule extends KernelModule {

    public static final Setting<String> ADMIN_EMAIL = Setting.required(
            "admin-email",
            "<email>",
            "admin@guildhall.local",
            Readings::email,
            "The platform admin that the first start creates.");

    public static final Setting<Secret> ADMIN_PASSWORD = Setting.secret(
            "admin-password",
            "<password>",
            Readings::password,
            "The platform admin's first password. Without it one is generated and shown once.");

    private Assembly assembly;
    private Identity identity;
    private SingleSignOn singleSignOn;
    private SsoDomains ssoDomains;
    private DomainChecks domainChecks;
    private SsoAddresses ssoAddresses;

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events", "mail", "tenancy");
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(ADMIN_EMAIL, ADMIN_PASSWORD);
    }

    @Override
    public void assemble(Assembly with) {
        var environment = with.environment();
        var options = with.find(IdentityOptions.class)
                .orElseGet(() -> new IdentityOptions(
                        environment.publicUrl(),
                        environment.settings().find(CommonSettings.PUBLIC_URL).isPresent()));
        assembly = with;
        with.contribute(ArchivedTables.class, IdentityArchive.TABLES);
        identity = new Identity(
                environment,
                with.get(Journal.class),
                with.get(Outbox.class),
                with.get(Organizations.class),
                with.get(MailQueue.class),
                options,
                with.contributions(AccountLifecycle.class),
                with.contributions(TokenAuthenticator.class),
                with.contributions(DeclaredScopes.class));
        singleSignOn = new SingleSignOn(
                environment.database(),
                with.get(Organizations.class),
                with.get(Journal.class),
                environment.secrets(),
                environment.outbound(),
                new SsoTrial(environment.vertx(), environment.outbound(), environment.clock()),
                new SamlImport(environment.vertx(), environment.outbound(), environment.clock()),
                environment.clock());
        var domainRecords = new DomainRecords(
                with.find(TxtRecords.class).orElseGet(() -> DnsTxtRecords.ofMachine(environment.vertx())));
        var domainFacts = new DomainFacts(with.get(Journal.class));
        ssoDomains = new SsoDomains(
                environment.database(), with.get(Organizations.class), domainFacts, domainRecords, environment.clock());
        domainChecks = new DomainChecks(
                environment.database(),
                with.get(Organizations.class),
                domainRecords,
                domainFacts,
                with.contributions(DomainNotice.class),
                environment.clock());
        ssoAddresses = new SsoAddresses(options);
        with.contribute(TokenAuthenticator.class, identity.personalTokenAuthenticator());
        with.contribute(MailFollower.class, identity.mails());
        with.offer(Identity.class, identity);
        with.offer(Authenticator.class, identity.authenticator());
        with.offer(Users.class, identity.users());
        with.offer(Accounts.class, identity.accounts());
        with.offer(ProvisionedAccounts.class, identity.provisionedAccounts());
        with.offer(SignIn.class, identity.signIn());
        with.offer(PersonalTokens.class, identity.personalTokens());
        with.offer(UserTokens.class, identity.userTokens());
        with.offer(ApplicationTokens.class, identity.applicationTokens());
        with.offer(Administrators.class, identity.administrators());
        with.contribute(OrganizationLifecycle.class, singleSignOn);
        with.contribute(OrganizationLifecycle.class, ssoDomains);
        with.contribute(OrganizationLifecycle.class, new OrganizationTokens());
        with.offer(SingleSignOn.class, singleSignOn);
    }

    @Override
    public List<Permission> permissions() {
        return IdentityPermissions.ALL;
    }

    @Override
    public List<String> contracts() {
        return List.of(
                "openapi/identity.yaml",
                "openapi/factors.yaml",
                "openapi/recovery.yaml",
                "openapi/passkeys.yaml",
                "openapi/tokens.yaml",
                "openapi/sso.yaml",
                "openapi/sso-sign-in.yaml",
                "openapi/saml-sign-in.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(
                identity.api(
                        assembly.get(UserWorkspaces.class),
                        assembly.get(Authorizer.class),
                        assembly.get(OrganizationJoining.class)),
                new IntrospectionApi(
                        identity.authenticator(), assembly.get(Authorizer.class), assembly.get(UserWorkspaces.class)),
                new SsoApi(singleSignOn, ssoAddresses),
                new SsoDomainsApi(ssoDomains));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(identity.listener());
    }

    @Override
    public List<Job> jobs() {
        return Stream.concat(identity.jobs().stream(), Stream.of(domainChecks.job()))
                .toList();
    }

    @Override
    public Future<?> start() {
        return identity.prepare();
    }

    @Override
    public Future<?> stop() {
        return identity.close();
    }
}
