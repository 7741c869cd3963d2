package dev.guildhall.archive.internal;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.ImportRequest;
import dev.guildhall.archive.Imported;
import dev.guildhall.archive.Progress;
import dev.guildhall.archive.WorkspaceImport;
import dev.guildhall.core.archive.ArchiveLifecycle;
import dev.guildhall.core.archive.Newcomer;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.extensions.ExtensionStores;
import dev.guildhall.extensions.Marketplace;
import dev.guildhall.identity.Users;
import dev.guildhall.tenancy.NewWorkspace;
import dev.guildhall.tenancy.TenancyError;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Makes workspaces from archives. First the whole archive is read and checked; then what extensions have stored is made,
 * which nobody sees; then one transaction writes all the rest.
 */
public final class ArchiveImports implements WorkspaceImport {

    private final Vertx vertx;
    private final Database database;
    private final Workspaces workspaces;
    private final Users users;
    private final Tables tables;
    private final ExtensionStores stores;
    private final ArchivedExtensions extensions;
    private final List<ArchiveLifecycle> lifecycles;
    private final Journal journal;
    private final ArchiveKey own;
    private final Clock clock;

    /** @param lifecycles what modules do about it, complete once all are assembled */
    public ArchiveImports(
            Vertx vertx,
            Database database,
            Workspaces workspaces,
            Users users,
            Tables tables,
            ExtensionStores stores,
            Marketplace marketplace,
            List<ArchiveLifecycle> lifecycles,
            Journal journal,
            ArchiveKey own,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.workspaces = workspaces;
        this.users = users;
        this.tables = tables;
        this.stores = stores;
        this.extensions = new ArchivedExtensions(vertx, stores, marketplace);
        this.lifecycles = lifecycles;
        this.journal = journal;
        this.own = own;
        this.clock = clock;
    }

    @Override
    public Future<Imported> importArchive(Authentication by, ImportRequest request, Progress progress) {
        progress.tell("checking " + request.file());
        return vertx.executeBlocking(() -> ArchiveReader.open(request.file()))
                .compose(archive -> importArchive(by, request, archive, progress)
                        .eventually(() -> vertx.executeBlocking(() -> {
                            archive.close();
                            return null;
                        })));
    }

    private Future<Imported> importArchive(
            Authentication by, ImportRequest request, ArchiveReader archive, Progress progress) {
        requireTrusted(archive.seal().signer(), request);
        var key = request.key().orElse(archive.manifest().workspaceKey());
        return requireFree(key)
                .compose(free -> vertx.executeBlocking(() -> Survey.of(archive, tables)))
                .compose(survey -> MemberAccounts.find(users, survey.members(), survey.accounts())
                        .compose(accounts -> extensions
                                .provide(by, archive)
                                .compose(notices -> arrive(new Arrival(by, archive, survey, accounts), key, progress)
                                        .map(imported -> told(imported, notices, accounts)))));
    }

    private record Arrival(Authentication by, ArchiveReader archive, Survey survey, MemberAccounts accounts) {}

    private void requireTrusted(PublicKey signer, ImportRequest request) {
        if (own.is(signer) || request.anyKey() || request.trusted().contains(signer)) {
            return;
        }
        throw ArchiveError.KEY_UNKNOWN.because(request.file() + " was signed with another server's key, "
                + Base64.getEncoder().encodeToString(signer.getEncoded()) + "; nothing was imported. If the export has"
                + " shown this one, give it as the trusted key.");
    }

    private Future<Void> requireFree(String key) {
        // It is a problem that names what keys are like, unless this is one.
        NewWorkspace.of(new JsonObject().put("key", key).put("name", key));
        return workspaces.find(key).map(found -> {
            if (found.isPresent()) {
                throw keyExists(key);
            }
            return null;
        });
    }

    private static Problem keyExists(String key) {
        return TenancyError.KEY_EXISTS.onField(
                "key", "There is a workspace with the key " + key + " already; import it under another one.");
    }

    private Future<Imported> arrive(Arrival arrival, String key, Progress progress) {
        var manifest = arrival.archive().manifest();
        var newcomer =
                new Newcomer(new WorkspaceId(Ids.next()), key, clock.instant().truncatedTo(ChronoUnit.MICROS));
        var ids = arrival.survey().ids();
        ids.put(UUID.fromString(manifest.workspaceId()), newcomer.id().value());
        arrival.accounts().byFormer().forEach((former, user) -> ids.put(former, user.value()));
        var loading =
                new Loading(vertx, arrival.archive(), ids, arrival.accounts().present(), newcomer, progress);
        var stored = new StoreLoading(vertx, stores, manifest, loading, progress);
        return stored.load(newcomer.id())
                .compose(loaded ->
                        database.inTransaction(Tenant.PLATFORM, tx -> write(tx, arrival, newcomer, loading, stored)))
                .recover(ConstraintViolation.means("workspace_key_unique", () -> keyExists(key)))
                .onComplete(done -> stored.end())
                .recover(failure -> stored.discard().transform(gone -> Future.failedFuture(failure)))
                .map(notices -> new Imported(newcomer.id(), key, manifest.rows(), notices));
    }

    private Future<List<String>> write(
            Tx tx, Arrival arrival, Newcomer newcomer, Loading loading, StoreLoading stored) {
        var change = change(arrival, newcomer);
        return arrival.accounts()
                .make(tx, arrival.by())
                .compose(made -> tx.within(newcomer.id(), own -> {
                    // First, for the audit log begins with it.
                    journal.record(own, newcomer.id(), change);
                    return rows(own, arrival.archive().manifest(), loading)
                            .compose(written -> stored.adopt(own))
                            .compose(adopted -> follow(own, newcomer));
                }))
                .map(notices -> {
                    journal.record(tx, Tenant.PLATFORM, change);
                    return notices;
                });
    }

    private Future<Void> rows(Tx tx, Manifest manifest, Loading loading) {
        var written = Future.<Void>succeededFuture();
        for (var table : tables.all()) {
            if (!table.isRecord()) {
                var file = Tables.file(table);
                var part = manifest.parts().stream()
                        .filter(one -> one.file().equals(file))
                        .findFirst();
                written = written.compose(
                        before -> part.isPresent() ? loading.load(tx, table, part.get()) : Future.succeededFuture());
            }
        }
        return written;
    }

    private Future<List<String>> follow(Tx tx, Newcomer newcomer) {
        var notices = new ArrayList<String>();
        var followed = Future.<Void>succeededFuture();
        for (var part : lifecycles) {
            followed = followed.compose(before -> part.imported(tx, newcomer)).map(told -> {
                notices.addAll(told);
                return null;
            });
        }
        return followed.map(notices);
    }

    /** Names the archive, and where the audit log ended that is in it. */
    private static Change change(Arrival arrival, Newcomer newcomer) {
        var manifest = arrival.archive().manifest();
        var chain = arrival.survey().audit();
        var facts = new JsonObject()
                .put("workspaceId", newcomer.id().toString())
                .put("key", newcomer.key())
                .put("archiveSha256", arrival.archive().seal().sha256())
                .put("exportedAt", manifest.exportedAt().toString())
                .put("formerWorkspaceId", manifest.workspaceId());
        return Change.of(arrival.by(), "workspace.imported")
                .on(newcomer.id())
                .telling(facts)
                .to(facts.copy()
                        .put(
                                "signedBy",
                                ArtifactSignature.fingerprint(
                                        arrival.archive().seal().signer()))
                        .put(
                                "formerAuditLog",
                                new JsonObject()
                                        .put("sequence", chain.sequence())
                                        .put("hash", chain.hash())));
    }

    private static Imported told(Imported imported, List<String> before, MemberAccounts accounts) {
        var notices = new ArrayList<>(before);
        var made = accounts.made();
        if (!made.isEmpty()) {
            notices.add("Accounts without a password were made for " + String.join(", ", made) + ": give them one as an"
                    + " administrator, unless they come by single sign-on.");
        }
        notices.addAll(imported.notices());
        return new Imported(imported.workspace(), imported.key(), imported.rows(), notices);
    }
}
