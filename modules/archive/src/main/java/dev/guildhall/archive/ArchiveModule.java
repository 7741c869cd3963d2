package dev.guildhall.archive;

import dev.guildhall.archive.internal.ArchiveExports;
import dev.guildhall.archive.internal.ArchiveImports;
import dev.guildhall.archive.internal.ArchiveKey;
import dev.guildhall.archive.internal.Tables;
import dev.guildhall.archive.internal.erasure.ErasureParts;
import dev.guildhall.archive.internal.erasure.ErasuresApi;
import dev.guildhall.archive.internal.erasure.PgErasures;
import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.Marketplace;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.Workspaces;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Archives of workspaces, for whoever has the database, of which nothing is served; and erasures. */
public final class ArchiveModule extends KernelModule {

    private static final Duration ABANDONED = Duration.ofMinutes(1);

    private ErasuresApi api;
    private PgErasures erasures;

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public Set<String> needs() {
        return Set.of("audit", "events", "extensions", "identity", "tenancy");
    }

    @Override
    public void assemble(Assembly assembly) {
        var environment = assembly.environment();
        var workspaces = assembly.get(Workspaces.class);
        var stores = assembly.get(ExtensionStores.class);
        var journal = assembly.get(Journal.class);
        var tables = new Tables(assembly.contributions(ArchivedTables.class));
        var key = ArchiveKey.of(environment.secrets());
        assembly.offer(
                WorkspaceExport.class,
                new ArchiveExports(
                        environment.vertx(),
                        environment.database(),
                        workspaces,
                        tables,
                        stores,
                        journal,
                        key,
                        environment.clock()));
        assembly.offer(
                WorkspaceImport.class,
                new ArchiveImports(
                        environment.vertx(),
                        environment.database(),
                        workspaces,
                        assembly.get(Users.class),
                        tables,
                        stores,
                        assembly.get(Marketplace.class),
                        assembly.contributions(ArchiveLifecycle.class),
                        journal,
                        key,
                        environment.clock()));
        erasures = ErasureParts.of(assembly, key);
        api = new ErasuresApi(environment.vertx(), erasures);
        assembly.offer(Erasures.class, erasures);
    }

    @Override
    public List<String> contracts() {
        return List.of("openapi/erasures.yaml");
    }

    @Override
    public List<Api> apis() {
        return List.of(api);
    }

    @Override
    public List<Job> jobs() {
        return List.of(new Job("go on with erasures that were not ended", ABANDONED, erasures::resume));
    }
}
