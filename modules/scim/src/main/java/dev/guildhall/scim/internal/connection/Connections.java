package dev.guildhall.scim.internal.connection;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.scim.internal.ScimError;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The connections of organizations with their directories. Safe for all event loops. */
public final class Connections implements OrganizationLifecycle {

    static final String EVENTS = "organization.scim_connection_";

    private static final int MOST = 10;
    private static final int SHOWN_OF_SECRET = 4;

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final ConnectionTokens tokens;
    private final Clock clock;
    private final ConnectionTable table = new ConnectionTable();

    public Connections(
            Database database, Organizations organizations, Journal journal, ConnectionTokens tokens, Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** A connection whose token was made just now. */
    record Secured(Connection connection, ClientSecret token) {}

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return table.count(tx, organization).map(count -> Map.of("scimConnections", count));
    }

    Future<Page<Connection>> list(OrganizationId organization, PageRequest<Connection> page) {
        return table.list(database, organization, page);
    }

    /** Fails with {@code SCIM.CONNECTION_NOT_FOUND}. */
    Future<Connection> get(OrganizationId organization, UUID id) {
        return table.find(database, organization, id).map(found -> required(found, id));
    }

    /** Fails with {@code SCIM.CONNECTION_LIMIT_REACHED}. */
    Future<Secured> create(Authentication by, OrganizationId organization, NewConnection wanted) {
        var token = CheckedSecret.next(ConnectionTokens.PREFIX);
        var now = now();
        var connection = new Connection(
                Ids.next(),
                organization,
                wanted.name(),
                hint(token),
                1,
                now,
                now,
                wanted.life().map(now::plus),
                Optional.empty());
        return database.inTransaction(
                organization,
                tx -> organizations
                        .lock(tx, organization)
                        .compose(locked -> table.count(tx, organization))
                        .compose(count -> {
                            if (count >= MOST) {
                                throw ScimError.CONNECTION_LIMIT_REACHED.because(
                                        "An organization has " + MOST + " connections at most; revoke one first.");
                            }
                            return table.insert(tx, connection, token.hash());
                        })
                        .map(inserted -> {
                            record(
                                    tx,
                                    organization,
                                    change(by, "organization.scim_connection_created", connection)
                                            .to(connection.facts()));
                            return new Secured(connection, token);
                        }));
    }

    /** Makes another token; the one before works no more, on this node at once and on all within a second. */
    Future<Secured> rotate(Authentication by, OrganizationId organization, UUID id, Optional<Duration> life) {
        var token = CheckedSecret.next(ConnectionTokens.PREFIX);
        return database.inTransaction(
                organization,
                tx -> locked(tx, organization, id).compose(current -> {
                    var now = now();
                    var rotated = current.rotated(hint(token), now, life.map(now::plus));
                    return table.rotate(tx, rotated, token.hash()).map(written -> {
                        record(
                                tx,
                                organization,
                                change(by, "organization.scim_connection_rotated", rotated)
                                        .from(current.facts())
                                        .to(rotated.facts()));
                        return new Secured(rotated, token);
                    });
                }));
    }

    /** Ends a connection at once; whom it has provisioned stays as they are. */
    Future<Void> revoke(Authentication by, OrganizationId organization, UUID id, IfMatch condition) {
        return database.inTransaction(
                organization,
                tx -> locked(tx, organization, id).compose(current -> {
                    condition.verify(current.revision());
                    return table.delete(tx, current).map(deleted -> {
                        record(
                                tx,
                                organization,
                                change(by, "organization.scim_connection_revoked", current)
                                        .from(current.facts()));
                        return null;
                    });
                }));
    }

    private Future<Connection> locked(Tx tx, OrganizationId organization, UUID id) {
        return table.lock(tx, organization, id).map(found -> required(found, id));
    }

    private static Connection required(Optional<Connection> found, UUID id) {
        return found.orElseThrow(() -> ScimError.CONNECTION_NOT_FOUND.because(
                "The organization has no SCIM connection with the id " + id + "."));
    }

    private void record(Tx tx, OrganizationId organization, Change change) {
        tx.afterCommit(tokens::changed);
        journal.record(tx, organization, change);
    }

    private static Change change(Authentication by, String type, Connection connection) {
        return Change.of(by, type).on(connection.id()).telling(connection.facts());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String hint(ClientSecret token) {
        var text = token.text();
        return text.substring(0, ConnectionTokens.PREFIX.length() + SHOWN_OF_SECRET) + "…"
                + text.substring(text.length() - SHOWN_OF_SECRET);
    }
}
