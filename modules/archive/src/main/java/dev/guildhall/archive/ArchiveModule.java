package dev.guildhall.archive;

import dev.guildhall.archive.internal.ArchiveExports;
import dev.guildhall.archive.internal.ArchiveImports;
import dev.guildhall.archive.internal.ArchiveKey;
import dev.guildhall.archive.internal.Tables;
import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.ArchivedTables;
import dev.guildhall.core.module.Assembly;
import dev.guildhall.core.module.KernelModule;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.Marketplace;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.Workspaces;
import java.util.Set;

/** Archives of workspaces, for whoever has the database: nothing of it is served. */
public final class ArchiveModule extends KernelModule {

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
    }
}
