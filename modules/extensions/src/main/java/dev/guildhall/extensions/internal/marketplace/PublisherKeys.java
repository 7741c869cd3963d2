package dev.guildhall.extensions.internal.marketplace;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.extensions.ArtifactSignature;
import dev.guildhall.extensions.Concern;
import dev.guildhall.extensions.ExtensionError;
import dev.guildhall.extensions.PublisherKey;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The keys of publishers: those that the installation's configuration names, and those that its administrators have added.
 * Answers from memory, which is as old as the last {@link #refresh}.
 */
public final class PublisherKeys {

    private static final int MOST = 200;

    private final Database database;
    private final List<PublicKey> configured;
    private final Clock clock;
    private final PublisherKeyTable table = new PublisherKeyTable();
    private final AuditLog audit = new AuditLog();
    private volatile List<PublisherKey> known;
    private volatile Consumer<Concern> onRevoked = concern -> {};

    public PublisherKeys(Database database, List<PublicKey> configured, Clock clock) {
        this.database = database;
        this.configured = List.copyOf(configured);
        this.clock = clock;
        this.known = withConfigured(List.of());
    }

    /** What became of a key, and where versions are installed that it has signed. */
    public record Revocation(PublisherKey key, List<Concern> concerned) {}

    /** Is told of each installation whose key is trusted no more. */
    public void onRevoked(Consumer<Concern> listener) {
        onRevoked = listener;
    }

    /** Those that are trusted now. */
    List<PublicKey> trusted() {
        return known.stream()
                .filter(key -> !key.isRevoked())
                .map(PublisherKey::key)
                .toList();
    }

    /** All, the revoked ones too. */
    public Future<List<PublisherKey>> list() {
        return table.all(database).map(this::withConfigured);
    }

    /** Trusts a key; one that was revoked stays so. */
    public Future<PublisherKey> add(Authentication by, String name, PublicKey key) {
        var added = new PublisherKey(
                ArtifactSignature.fingerprint(key),
                name,
                key,
                Optional.of(by.user()),
                clock.instant(),
                Optional.empty());
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> table.all(tx).compose(stored -> {
                            var all = withConfigured(stored);
                            if (find(all, added.fingerprint()).isPresent()) {
                                throw ExtensionError.KEY_EXISTS.onField(
                                        "publicKey",
                                        "The key " + added.fingerprint() + " is known already, or was revoked.");
                            }
                            if (all.size() >= MOST) {
                                throw ExtensionError.KEY_EXISTS.onField(
                                        "publicKey",
                                        "There are " + MOST + " keys already, which is as many as may be.");
                            }
                            note(tx, by, "marketplace.key_added", added);
                            return table.save(tx, added);
                        }))
                .compose(saved -> refresh())
                .map(added);
    }

    /** Trusts a key no more; what it has signed is as if unsigned from then on. */
    public Future<Revocation> revoke(Authentication by, String fingerprint) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> table.all(tx).compose(stored -> {
                            var found = find(withConfigured(stored), fingerprint)
                                    .orElseThrow(() -> ExtensionError.KEY_NOT_FOUND.because(
                                            "There is no publisher key with the fingerprint " + fingerprint + "."));
                            if (found.isRevoked()) {
                                return Future.succeededFuture(found);
                            }
                            var revoked = found.revoked(clock.instant());
                            note(tx, by, "marketplace.key_revoked", revoked);
                            return table.save(tx, revoked).map(revoked);
                        }))
                .compose(revoked -> refresh().map(revoked))
                .compose(revoked ->
                        table.signedBy(database, fingerprint).map(concerned -> new Revocation(revoked, concerned)));
    }

    private void note(Tx tx, Authentication by, String action, PublisherKey key) {
        audit.append(
                tx,
                Tenant.PLATFORM,
                AuditEntry.of(by, action).on(key.fingerprint()).to(new JsonObject().put("name", key.name())));
    }

    /** Takes over what was changed, by other nodes as well. */
    public Future<Void> refresh() {
        return table.all(database).compose(stored -> {
            var before = revoked(known);
            known = withConfigured(stored);
            var news = new HashSet<>(revoked(known));
            news.removeAll(before);
            var told = news.stream()
                    .map(fingerprint -> table.signedBy(database, fingerprint).map(concerned -> {
                        concerned.forEach(onRevoked);
                        return null;
                    }))
                    .toList();
            return Future.join(told).mapEmpty();
        });
    }

    private static Set<String> revoked(List<PublisherKey> keys) {
        return keys.stream()
                .filter(PublisherKey::isRevoked)
                .map(PublisherKey::fingerprint)
                .collect(Collectors.toSet());
    }

    private static Optional<PublisherKey> find(List<PublisherKey> keys, String fingerprint) {
        return keys.stream()
                .filter(key -> key.fingerprint().equals(fingerprint))
                .findFirst();
    }

    private List<PublisherKey> withConfigured(List<PublisherKey> stored) {
        var all = new LinkedHashMap<String, PublisherKey>();
        for (var key : configured) {
            var fingerprint = ArtifactSignature.fingerprint(key);
            all.put(
                    fingerprint,
                    new PublisherKey(fingerprint, "", key, Optional.empty(), Instant.EPOCH, Optional.empty()));
        }
        stored.forEach(key -> all.put(key.fingerprint(), key));
        return new ArrayList<>(all.values());
    }
}
