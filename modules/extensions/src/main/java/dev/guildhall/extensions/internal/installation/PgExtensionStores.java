package dev.guildhall.extensions.internal.installation;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.extensions.ArtifactUpload;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.MigrationScript;
import dev.guildhall.extensions.StoredSequence;
import dev.guildhall.extensions.StoredTable;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.storage.ExtensionCopies;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import dev.guildhall.extensions.internal.storage.StoreReader;
import dev.guildhall.extensions.internal.storage.StoreWriter;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What extensions have in workspaces, each in a schema of its own. */
public final class PgExtensionStores implements ExtensionStores {

    private final Database database;
    private final Catalogue catalogue;
    private final ExtensionSchemas schemas;
    private final ExtensionCopies copies;
    private final Clock clock;
    private final InstallationTable installations = new InstallationTable();
    private final MigrationTable migrations = new MigrationTable();

    public PgExtensionStores(
            Database database, Catalogue catalogue, ExtensionSchemas schemas, ExtensionCopies copies, Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.schemas = schemas;
        this.copies = copies;
        this.clock = clock;
    }

    @Override
    public Future<List<Installed>> installed(Tx tx, WorkspaceId workspace) {
        return installations.all(tx, workspace).compose(all -> {
            var found = Future.<List<Installed>>succeededFuture(new ArrayList<>());
            for (var stored : all.stream()
                    .sorted(Comparator.comparing(one -> one.installation().extensionKey()))
                    .toList()) {
                found = found.compose(
                        before -> installed(tx, stored.installation()).map(one -> {
                            before.add(one);
                            return before;
                        }));
            }
            return found;
        });
    }

    private Future<Installed> installed(Tx tx, Installation installation) {
        var key = installation.extensionKey();
        var version = installation.version();
        return migrations
                .applied(tx, installation.workspace(), key)
                .compose(applied ->
                        catalogue.scripts(tx, key, version).map(scripts -> requireSame(applied, scripts, key)))
                .compose(same -> copies.exists(tx, InstallationKey.of(installation)))
                .compose(stores ->
                        catalogue.sha256(key, version).map(sha256 -> new Installed(key, version, sha256, stores)));
    }

    private static Void requireSame(
            List<MigrationTable.AppliedStep> applied, List<MigrationScript> scripts, String extensionKey) {
        var run = applied.stream().map(MigrationTable.AppliedStep::checksum).toList();
        var known = scripts.stream().map(MigrationScript::checksum).toList();
        if (!run.equals(known)) {
            throw ExtensionError.MIGRATION_FAILED.because(
                    "The tables of " + extensionKey
                            + " were not made by the migrations of the version that is installed; upgrade it, or uninstall it.");
        }
        return null;
    }

    @Override
    public Future<ArtifactUpload> artifact(String extensionKey, String version) {
        return catalogue
                .artifact(extensionKey, version)
                .compose(bytes -> catalogue
                        .signature(extensionKey, version)
                        .map(signature -> new ArtifactUpload(bytes, signature)));
    }

    @Override
    public Future<Optional<String>> sha256(String extensionKey, String version) {
        return catalogue.findSha256(extensionKey, version);
    }

    @Override
    public Future<List<StoredSequence>> read(
            WorkspaceId workspace, String extensionKey, String snapshot, TableReader reader) {
        var store = new StoreReader(database, schemas, new InstallationKey(workspace, extensionKey), snapshot);
        return store.open().compose(open -> store.read(reader)).compose(read -> store.sequences());
    }

    @Override
    public Store begin(WorkspaceId workspace, String extensionKey, String version) {
        return new Made(new InstallationKey(workspace, extensionKey), version);
    }

    private final class Made implements Store {

        private final InstallationKey place;
        private final String version;
        private final StoreWriter writer;

        private Made(InstallationKey place, String version) {
            this.place = place;
            this.version = version;
            this.writer = new StoreWriter(database, schemas, place);
        }

        @Override
        public Future<Void> open(List<StoredTable> tables) {
            return scripts().compose(writer::begin).map(made -> {
                if (!made.equals(Set.copyOf(tables))) {
                    throw ExtensionError.MIGRATION_FAILED.because("The migrations of " + place.extensionKey() + " "
                            + version + " do not make the tables that the archive has.");
                }
                return null;
            });
        }

        private Future<List<MigrationScript>> scripts() {
            return database.inTransaction(
                    place.workspace(), tx -> catalogue.scripts(tx, place.extensionKey(), version));
        }

        @Override
        public Future<Void> touch() {
            return database.inTransaction(place.workspace(), writer::touch);
        }

        @Override
        public Future<Void> write(StoredTable table, List<String> rows) {
            return writer.write(table, rows);
        }

        @Override
        public Future<Void> close(List<StoredSequence> sequences) {
            return writer.finish(sequences);
        }

        @Override
        public Future<Void> adopt(Tx tx) {
            return catalogue
                    .scripts(tx, place.extensionKey(), version)
                    .compose(scripts -> migrations.note(tx, place, scripts, clock.instant()))
                    .compose(noted -> schemas.endMigration(tx, place.workspace(), place.extensionKey()));
        }

        @Override
        public Future<Void> discard() {
            return writer.discard();
        }
    }
}
