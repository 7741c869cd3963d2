package dev.guildhall.tenancy;

import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.config.Readings;
import dev.guildhall.core.config.Setting;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.usage.UsageCounter;
import dev.guildhall.core.usage.UsageSource;
import dev.guildhall.events.Journal;
import dev.guildhall.events.RetentionRule;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.tenancy.internal.AppKeys;
import dev.guildhall.tenancy.internal.AppsApi;
import dev.guildhall.tenancy.internal.OrganizationsApi;
import dev.guildhall.tenancy.internal.WorkspaceApi;
import dev.guildhall.tenancy.internal.WorkspaceArchive;
import dev.guildhall.tenancy.internal.usage.Usage;
import dev.guildhall.tenancy.internal.usage.UsageApi;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The workspaces, with their settings and plans. */
public final class TenancyModule extends KernelModule {

    public static final Setting<Integer> SELF_SERVICE_WORKSPACES = Setting.required(
            "self-service-workspaces",
            "<number>",
            "1",
            Readings::count,
            "How many workspaces a user may own and have made without an administrator; 0 lets nobody.");

    private static final Duration COUNTING_ROUND = Duration.ofMinutes(10);
    private static final Duration FLUSHING_ROUND = Duration.ofSeconds(30);
    private static final Duration FORGETTING_ROUND = Duration.ofHours(12);
    private static final Duration DELETION_ROUND = Duration.ofSeconds(1);

    private Assembly assembly;
    private AppKeys appKeys;
    private Usage usage;
    private Apps apps;
    private Organizations organizations;
    private Workspaces workspaces;
    private WorkspaceAdministration administration;
    private OrganizationDeletion deletion;

    @Override
    public String name() {
        return "tenancy";
    }

    @Override
    public Set<String> needs() {
        return Set.of("events");
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(SELF_SERVICE_WORKSPACES, PlanRetention.DAYS);
    }

    @Override
    public void assemble(Assembly with) {
        var environment = with.environment();
        assembly = with;
        appKeys = new AppKeys(environment.database(), environment.caches(), environment.clock());
        apps = new Apps(environment.database(), with.get(Journal.class), appKeys, environment.clock());
        organizations = new Organizations(
                environment.database(),
                environment.caches(),
                with.get(Journal.class),
                with.contributions(OrganizationLifecycle.class),
                environment.clock());
        workspaces = new Workspaces(environment.database(), environment.caches(), organizations);
        administration = new WorkspaceAdministration(
                environment.database(),
                workspaces,
                organizations,
                with.get(Journal.class),
                with.contributions(WorkspaceLifecycle.class),
                environment.settings().get(SELF_SERVICE_WORKSPACES),
                environment.clock());
        deletion = new OrganizationDeletion(
                environment.database(), with.get(Journal.class), administration, with.get(Subscriptions.class));
        with.contribute(OrganizationLifecycle.class, deletion);
        with.contribute(TokenAuthenticator.class, appKeys);
        environment
                .settings()
                .find(PlanRetention.DAYS)
                .ifPresent(
                        days -> with.contribute(RetentionRule.class, new PlanRetention(environment.database(), days)));
        with.contribute(ArchivedTables.class, WorkspaceArchive.TABLES);
        usage = new Usage(environment.database(), with.contributions(UsageSource.class), environment.clock());
        with.offer(UsageCounter.class, usage);
        with.offer(Apps.class, apps);
        with.offer(Organizations.class, organizations);
        with.offer(Workspaces.class, workspaces);
        with.offer(WorkspaceAdministration.class, administration);
    }

    @Override
    public List<Permission> permissions() {
        return Stream.of(WorkspacePermissions.ALL, OrganizationPermissions.ALL)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/apps.yaml", "openapi/organizations.yaml", "openapi/tenancy.yaml", "openapi/usage.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(
                new AppsApi(apps),
                new OrganizationsApi(organizations, assembly.get(Authorizer.class)),
                new WorkspaceApi(workspaces, administration, assembly.get(Authorizer.class)),
                new UsageApi(usage, assembly.environment().clock()));
    }

    @Override
    public List<Consumer<Event>> listens() {
        return List.of(appKeys::follow, organizations::follow, workspaces::follow);
    }

    @Override
    public List<Job> jobs() {
        return List.of(
                appKeys.job(),
                new Job("delete organizations", DELETION_ROUND, deletion::run),
                new Job("count what workspaces use", Duration.ofMinutes(1), COUNTING_ROUND, usage::count),
                new Job("write down what workspaces use", FLUSHING_ROUND, usage::flush),
                new Job("forget what workspaces used long ago", FORGETTING_ROUND, usage::forget));
    }

    @Override
    public Future<?> stop() {
        return Future.join(appKeys.writeUse(), usage.flush());
    }
}
