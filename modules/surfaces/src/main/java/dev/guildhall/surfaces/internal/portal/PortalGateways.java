package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.surfaces.internal.portal.PortalGateway.SecureChannel;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The portals and their access codes. A code is known by its hash only, and in memory once it was used. */
public final class PortalGateways {

    private static final String PREFIX = "pac_";
    private static final int LONGEST_CODE = 200;

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final PortalGatewayTable table = new PortalGatewayTable();
    private final CoherentCache<String, Optional<PortalGateway>> byCode;

    public PortalGateways(Database database, CacheBudget caches, Journal journal, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.byCode = CoherentCache.of(
                caches, hash -> table.ofCode(database, HexFormat.of().parseHex(hash)));
    }

    /** A portal whose access code was made just now. */
    record Coded(PortalGateway portal, ClientSecret code) {}

    /** The portal of an access code, if there is one. */
    Future<Optional<PortalGateway>> ofCode(String code) {
        return code.startsWith(PREFIX) && code.length() <= LONGEST_CODE
                ? byCode.get(HexFormat.of().formatHex(ClientSecret.hash(code)))
                : Future.succeededFuture(Optional.empty());
    }

    Future<PortalGateway> get(UUID id) {
        return table.find(database, id).map(found -> found.orElseThrow(() -> unknown(id)));
    }

    Future<Page<PortalGateway>> list(PageRequest<PortalGateway> page) {
        return table.list(database, page);
    }

    Future<Coded> create(Authentication by, PortalGatewayInput input) {
        var code = ClientSecret.next(PREFIX);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var gateway = new PortalGateway(
                Ids.next(),
                input.name().orElseThrow(),
                input.secureChannel().orElse(SecureChannel.OPTIONAL),
                1,
                now,
                now);
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> table.insert(tx, gateway, code.hash()).map(inserted -> {
                            record(tx, change(by, "portal.created", gateway).to(gateway.facts()));
                            return new Coded(gateway, code);
                        }))
                .recover(nameExists(gateway.name()));
    }

    Future<PortalGateway> change(Authentication by, UUID id, PortalGatewayInput input, IfMatch condition) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> locked(tx, id, condition).compose(current -> {
                            var changed = changed(current, input);
                            return changed.facts().equals(current.facts())
                                    ? Future.succeededFuture(current)
                                    : write(tx, by, current, changed);
                        }))
                .recover(nameExists(input.name().orElse("")));
    }

    private Future<PortalGateway> write(Tx tx, Authentication by, PortalGateway current, PortalGateway changed) {
        return table.write(tx, changed).map(written -> {
            record(
                    tx,
                    change(by, "portal.updated", changed).from(current.facts()).to(changed.facts()));
            return changed;
        });
    }

    /** Makes another code; the one before works no more, on this node at once and on all within a second. */
    Future<Coded> rotate(Authentication by, UUID id) {
        var code = ClientSecret.next(PREFIX);
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, id, IfMatch.ANY).compose(current -> {
                    var rotated = changed(current, new PortalGatewayInput(Optional.empty(), Optional.empty()));
                    return table.changeCode(tx, rotated, code.hash()).map(written -> {
                        record(tx, change(by, "portal.code_rotated", rotated));
                        return new Coded(rotated, code);
                    });
                }));
    }

    Future<Void> delete(Authentication by, UUID id, IfMatch condition) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, id, condition)
                        .compose(current -> table.delete(tx, id).map(deleted -> {
                            record(tx, change(by, "portal.deleted", current).from(current.facts()));
                            return null;
                        })));
    }

    /** Drops what other nodes changed from memory. */
    public void follow(Event event) {
        if (event.type().startsWith("portal.") && event.tenant().equals(Tenant.PLATFORM)) {
            byCode.invalidateAll();
        }
    }

    private Future<PortalGateway> locked(Tx tx, UUID id, IfMatch condition) {
        return table.lock(tx, id).map(found -> {
            var gateway = found.orElseThrow(() -> unknown(id));
            condition.verify(gateway.revision());
            return gateway;
        });
    }

    private PortalGateway changed(PortalGateway current, PortalGatewayInput input) {
        return new PortalGateway(
                current.id(),
                input.name().orElse(current.name()),
                input.secureChannel().orElse(current.secureChannel()),
                current.revision() + 1,
                current.createdAt(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    private void record(Tx tx, Change change) {
        tx.afterCommit(byCode::invalidateAll);
        journal.record(tx, Tenant.PLATFORM, change);
    }

    private static Change change(Authentication by, String type, PortalGateway gateway) {
        return Change.of(by, type).on(gateway.id()).telling(gateway.facts());
    }

    private static Problem unknown(UUID id) {
        return PortalError.NOT_FOUND.because("There is no portal with the id " + id + ".");
    }

    private static <T> Function<Throwable, Future<T>> nameExists(String name) {
        return ConstraintViolation.means(
                "portal_name_unique",
                () -> PortalError.NAME_EXISTS.onField("name", "There is a portal called " + name + " already."));
    }
}
