package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ArtifactCheck;
import dev.guildhall.extensions.ArtifactUpload;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.ExtensionVersion;
import dev.guildhall.extensions.Marketplace;
import dev.guildhall.extensions.MarketplaceEntry;
import dev.guildhall.extensions.Rollout;
import dev.guildhall.extensions.internal.installation.Migrations;
import dev.guildhall.extensions.internal.marketplace.VersionTable.Signed;
import dev.guildhall.extensions.internal.resolution.Resolver;
import dev.guildhall.extensions.internal.resolution.Situations;
import dev.guildhall.extensions.internal.resolution.Unresolvable;
import dev.guildhall.extensions.internal.storage.MigrationTrials;
import dev.guildhall.host.ArchiveRules;
import dev.guildhall.host.ArtifactContent;
import dev.guildhall.host.ExtensionArchive;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The catalogue in the database. */
public final class PgMarketplace implements Marketplace {

    private final Vertx vertx;
    private final Database database;
    private final Catalogue catalogue;
    private final ArchiveRules rules;
    private final MigrationTrials trials;
    private final Signatures signatures;
    private final OutboundGuard outbound;
    private final Clock clock;
    private final Situations situations;
    private final EntryTable entries = new EntryTable();
    private final VersionTable versions = new VersionTable();
    private final PublisherKeyTable publisherKeys = new PublisherKeyTable();
    private final AuditLog audit = new AuditLog();

    public PgMarketplace(
            Vertx vertx,
            Database database,
            Catalogue catalogue,
            ArchiveRules rules,
            MigrationTrials trials,
            Signatures signatures,
            OutboundGuard outbound,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.catalogue = catalogue;
        this.rules = rules;
        this.trials = trials;
        this.signatures = signatures;
        this.outbound = outbound;
        this.clock = clock;
        this.situations = new Situations(catalogue, rules.platform());
    }

    private record Judged(ExtensionArchive archive, Optional<Signed> signed) {}

    @Override
    public ListFields<MarketplaceEntry> fields() {
        return EntryTable.LIST;
    }

    @Override
    public Future<Page<Listing>> page(PageRequest<MarketplaceEntry> request) {
        return entries.page(database, request).compose(page -> {
            var keys = page.items().stream().map(MarketplaceEntry::key).toList();
            return versions.ofExtensions(database, keys).map(all -> {
                var byKey = all.stream().collect(Collectors.groupingBy(ExtensionVersion::extensionKey));
                return page.map(entry -> new Listing(entry, ExtensionVersion.newestFirst(byKey.get(entry.key()))));
            });
        });
    }

    @Override
    public Future<Details> details(String key) {
        return entries.find(database, key)
                .compose(entry -> versions.describedOfExtension(database, key)
                        .map(all ->
                                new Details(entry.orElseThrow(() -> unknown(key)), DescribedVersion.newestFirst(all))));
    }

    @Override
    public Future<Published> publish(Authentication by, ArtifactUpload upload) {
        return vertx.executeBlocking(() -> judge(upload), false)
                .compose(judged -> Migrations.tryAll(trials, judged.archive()).map(judged))
                .compose(judged -> database.inTransaction(Tenant.PLATFORM, tx -> publish(tx, by, judged)));
    }

    @Override
    public Future<Yanked> yank(Authentication by, String key, String number) {
        return offer(by, key, number, false)
                .compose(left ->
                        publisherKeys.ofVersion(database, key, number).map(concerned -> new Yanked(left, concerned)));
    }

    @Override
    public Future<Details> unyank(Authentication by, String key, String number) {
        return offer(by, key, number, true);
    }

    private Future<Details> offer(Authentication by, String key, String number, boolean offered) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> entries.lock(tx, key)
                                .compose(found -> versions.ofExtension(tx, key))
                                .compose(all -> offer(tx, by, requireVersion(key, number, all), all, offered)))
                .compose(changed -> details(key));
    }

    private Judged judge(ArtifactUpload upload) {
        var archive = ArtifactCheck.read(upload.artifact(), rules);
        archive.manifest().serviceBaseUrl().ifPresent(url -> outbound.requireAllowed("serviceBaseUrl", url.toString()));
        return new Judged(archive, signed(archive.bytes(), upload));
    }

    private Optional<Signed> signed(byte[] artifact, ArtifactUpload upload) {
        if (upload.signature().isEmpty()) {
            if (signatures.required()) {
                throw ExtensionError.SIGNATURE_REQUIRED.onField(
                        "signature", "Artifacts must be signed here: add the part signature.");
            }
            return Optional.empty();
        }
        var signature = upload.signature().get();
        var signer = signatures.signer(artifact, signature);
        return Optional.of(new Signed(
                signature,
                signer.orElseThrow(() -> ExtensionError.SIGNATURE_INVALID.onField(
                        "signature", "The signature is not one that a trusted key made over this artifact."))));
    }

    private Future<Published> publish(Tx tx, Authentication by, Judged judged) {
        var manifest = judged.archive().manifest();
        return entries.lockOrAdd(tx, manifest, clock.instant())
                .compose(locked -> versions.ofExtension(tx, manifest.id()))
                .compose(all -> ExtensionVersion.find(all, manifest.version().getVersion())
                        .map(present -> again(tx, by, judged, present))
                        .orElseGet(() -> add(tx, by, judged, all)));
    }

    private Future<Published> again(Tx tx, Authentication by, Judged judged, ExtensionVersion present) {
        var isSame = present.sha256().equals(judged.archive().sha256());
        return isSame ? once(tx, by, judged, present) : rebuilt(tx, judged, present);
    }

    /** Another build of the same sources is the version that is there; but a signature is over bytes. */
    private Future<Published> rebuilt(Tx tx, Judged judged, ExtensionVersion present) {
        var label = judged.archive().manifest().label();
        return versions.artifact(tx, present.extensionKey(), present.number().getVersion())
                .compose(stored -> vertx.executeBlocking(
                        () -> ArtifactContent.isSame(
                                stored.orElseThrow(), judged.archive().bytes()),
                        false))
                .map(isSame -> {
                    if (!isSame) {
                        throw ExtensionError.VERSION_EXISTS.because(
                                "The catalogue has " + label
                                        + " with other content: a version never changes, so give the new content a new version.");
                    }
                    if (judged.signed().isPresent() && !signatures.knows(present.signedBy())) {
                        throw ExtensionError.VERSION_EXISTS.because(
                                "The catalogue has " + label + " with the same content"
                                        + " packed into other bytes, which this signature is not over: sign those, whose SHA-256 is "
                                        + present.sha256() + ".");
                    }
                    return new Published(
                            new DescribedVersion(present, judged.archive().manifestJson()), false);
                });
    }

    private Future<Published> once(Tx tx, Authentication by, Judged judged, ExtensionVersion present) {
        var published =
                new Published(new DescribedVersion(present, judged.archive().manifestJson()), false);
        if (judged.signed().isEmpty() || signatures.knows(present.signedBy())) {
            return Future.succeededFuture(published);
        }
        var signed = judged.signed().get();
        note(tx, by, "marketplace.version_signed", present.signed(signed.by()));
        return versions.sign(tx, present.extensionKey(), present.number().getVersion(), signed)
                .map(done -> new Published(
                        new DescribedVersion(
                                present.signed(signed.by()), published.version().manifest()),
                        false));
    }

    private Future<Published> add(Tx tx, Authentication by, Judged judged, List<ExtensionVersion> others) {
        var archive = judged.archive();
        var now = clock.instant();
        var added = new ExtensionVersion(
                archive.manifest().id(),
                archive.manifest().version(),
                archive.sha256(),
                archive.size(),
                judged.signed().map(Signed::by).orElse(null),
                null,
                Rollout.begun(archive.manifest().version()),
                now);
        var all = new ArrayList<>(others);
        all.add(added);
        note(tx, by, "marketplace.version_published", added);
        return versions.insert(tx, archive, judged.signed(), by.asUser(), now)
                .compose(inserted -> requireResolvable(tx, archive.manifest()))
                .compose(inserted -> describe(tx, all, Map.of(added, archive.manifest())))
                .map(described -> new Published(new DescribedVersion(added, archive.manifestJson()), true));
    }

    /** What it requires may come later; what cannot go together in any way is refused. */
    private Future<Void> requireResolvable(Tx tx, ExtensionManifest manifest) {
        return situations
                .of(tx, manifest.requiredExtensions(), Map.of(), List.of())
                .map(situation -> {
                    Resolver.resolve(situation, Situations.candidate(manifest))
                            .obstacle()
                            .filter(why -> why.kind() != Unresolvable.Kind.MISSING)
                            .ifPresent(why -> {
                                throw why.problem();
                            });
                    return null;
                });
    }

    private static ExtensionVersion requireVersion(String key, String number, List<ExtensionVersion> all) {
        if (all.isEmpty()) {
            throw unknown(key);
        }
        return ExtensionVersion.find(all, number)
                .orElseThrow(() -> ExtensionError.VERSION_NOT_FOUND.because(
                        "The catalogue has no version " + number + " of the extension " + key + "."));
    }

    private Future<Void> offer(
            Tx tx, Authentication by, ExtensionVersion version, List<ExtensionVersion> all, boolean offered) {
        if (version.isYanked() != offered) {
            return Future.succeededFuture();
        }
        var changed = version.yanked(offered ? null : clock.instant());
        var after = all.stream()
                .map(other -> other.equals(version) ? changed : other)
                .toList();
        note(tx, by, offered ? "marketplace.version_unyanked" : "marketplace.version_yanked", version);
        return versions.offer(tx, changed).compose(written -> describe(tx, after, Map.of()));
    }

    private void note(Tx tx, Authentication by, String action, ExtensionVersion version) {
        var after = new JsonObject()
                .put("version", version.number().getVersion())
                .put("sha256", version.sha256())
                .put("signedBy", version.signedBy());
        audit.append(
                tx,
                Tenant.PLATFORM,
                AuditEntry.of(by, action).on(version.extensionKey()).to(after));
    }

    /** Lets the entry speak of the version to prefer now. */
    private Future<Void> describe(Tx tx, List<ExtensionVersion> all, Map<ExtensionVersion, ExtensionManifest> known) {
        var preferred = ExtensionVersion.byPreference(all).get(0);
        var manifest = known.containsKey(preferred)
                ? Future.succeededFuture(known.get(preferred))
                : catalogue.manifest(
                        tx, preferred.extensionKey(), preferred.number().getVersion());
        return manifest.compose(found -> entries.describe(tx, found, preferred.isYanked(), clock.instant()))
                .mapEmpty();
    }

    private static Problem unknown(String key) {
        return ExtensionError.NOT_FOUND.because("The catalogue has no extension " + key + ".");
    }
}
