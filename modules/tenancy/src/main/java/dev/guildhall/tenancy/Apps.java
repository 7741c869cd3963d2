package dev.guildhall.tenancy;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.internal.AppKeyTable;
import dev.guildhall.tenancy.internal.AppKeys;
import dev.guildhall.tenancy.internal.AppTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The apps of this installation and their keys. Safe for all event loops. */
public final class Apps {

    /** What {@link #list} can be filtered and ordered by. */
    public static final ListFields<App> LIST = AppTable.LIST;

    private static final int SHOWN_OF_SECRET = 4;

    private final Database database;
    private final Journal journal;
    private final AppKeys secrets;
    private final Clock clock;
    private final AppTable table = new AppTable();
    private final AppKeyTable keys = new AppKeyTable();

    Apps(Database database, Journal journal, AppKeys secrets, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** A key that was made just now, with its secret. */
    public record NewKey(AppKey key, ClientSecret secret) {}

    /** Fails with {@code APP.NOT_FOUND}. */
    public Future<App> get(AppId id) {
        return table.find(database, id).map(found -> found.orElseThrow(() -> unknown(id)));
    }

    /** The same for who manages the app: itself, and administrators of the platform. For others it does not exist. */
    public Future<App> get(Authentication by, AppId id) {
        return table.find(database, id)
                .map(found -> found.filter(app -> by.isPlatformAdmin() || by.isApp(app.id()))
                        .orElseThrow(() -> unknown(id)));
    }

    /** One page of the apps: of itself alone for an app, of all for others, who must be administrators of the platform. */
    public Future<Page<App>> list(Authentication by, PageRequest<App> page) {
        var only = by.principal() instanceof Principal.App app ? Optional.of(app.id()) : Optional.<AppId>empty();
        return table.list(database, only, page);
    }

    public Future<App> create(Authentication by, String name) {
        var now = now();
        var app = new App(new AppId(Ids.next()), name, 1, now, now);
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> table.insert(tx, app).map(inserted -> {
                            record(
                                    tx,
                                    change(by, "app.created", app.id())
                                            .telling(facts(app))
                                            .to(facts(app)));
                            return app;
                        }))
                .recover(nameExists(name));
    }

    public Future<App> rename(Authentication by, AppId id, String name, IfMatch condition) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> locked(tx, id, condition).compose(current -> {
                            if (current.name().equals(name)) {
                                return Future.succeededFuture(current);
                            }
                            var renamed = new App(id, name, current.revision() + 1, current.createdAt(), now());
                            return table.write(tx, renamed).map(written -> {
                                record(
                                        tx,
                                        change(by, "app.updated", id)
                                                .telling(facts(renamed))
                                                .from(facts(current))
                                                .to(facts(renamed)));
                                return renamed;
                            });
                        }))
                .recover(nameExists(name));
    }

    /** Deletes an app that has no organizations any more, with its keys. */
    public Future<Void> delete(Authentication by, AppId id, IfMatch condition) {
        return database.inTransaction(
                        Tenant.PLATFORM,
                        tx -> locked(tx, id, condition)
                                .compose(current -> table.delete(tx, id).<Void>map(deleted -> {
                                    record(
                                            tx,
                                            change(by, "app.deleted", id)
                                                    .telling(facts(current))
                                                    .from(facts(current)));
                                    return null;
                                })))
                .recover(ConstraintViolation.means(
                        "organization_app_fk",
                        () -> TenancyError.APP_HAS_ORGANIZATIONS.because(
                                "The app has organizations; delete them first.")));
    }

    public Future<Page<AppKey>> keys(AppId app, PageRequest<AppKey> page) {
        return get(app).compose(found -> keys.list(database, app, page));
    }

    /** Makes a key beside those there are, so that a rotation can overlap. */
    public Future<NewKey> createKey(Authentication by, AppId app, NewAppKey request) {
        var secret = ClientSecret.next(secrets.prefix());
        var now = now();
        var key = new AppKey(
                Ids.next(),
                app,
                request.name(),
                hint(secret),
                now,
                request.life().map(now::plus),
                Optional.empty());
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, app, IfMatch.ANY)
                        .compose(found -> keys.insert(tx, key, secret.hash()))
                        .map(inserted -> {
                            record(
                                    tx,
                                    change(by, "app.key_created", app)
                                            .telling(facts(key))
                                            .to(facts(key)));
                            return new NewKey(key, secret);
                        }));
    }

    /** Ends a key at once. Fails with {@code APP.KEY_NOT_FOUND}. */
    public Future<Void> revokeKey(Authentication by, AppId app, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, app, IfMatch.ANY)
                        .compose(found -> keys.delete(tx, app, id))
                        .map(deleted -> {
                            var key = deleted.orElseThrow(() -> TenancyError.APP_KEY_NOT_FOUND.because(
                                    "The app has no key with the id " + id + "."));
                            record(
                                    tx,
                                    change(by, "app.key_revoked", app)
                                            .telling(facts(key))
                                            .from(facts(key)));
                            return null;
                        }));
    }

    private Future<App> locked(Tx tx, AppId id, IfMatch condition) {
        return table.lock(tx, id).map(found -> {
            var app = found.orElseThrow(() -> unknown(id));
            condition.verify(app.revision());
            return app;
        });
    }

    private void record(Tx tx, Change change) {
        tx.afterCommit(secrets::changed);
        journal.record(tx, Tenant.PLATFORM, change);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private String hint(ClientSecret secret) {
        var text = secret.text();
        return text.substring(0, secrets.prefix().length() + SHOWN_OF_SECRET) + "…"
                + text.substring(text.length() - SHOWN_OF_SECRET);
    }

    private static JsonObject facts(App app) {
        return new JsonObject().put("name", app.name());
    }

    private static JsonObject facts(AppKey key) {
        return new JsonObject()
                .put("keyId", key.id().toString())
                .put("name", key.name())
                .put("hint", key.hint())
                .put("expiresAt", key.expiresAt().map(Instant::toString).orElse(null));
    }

    private static Change change(Authentication by, String type, AppId app) {
        return Change.of(by, type).on(app);
    }

    private static Problem unknown(AppId id) {
        return TenancyError.APP_NOT_FOUND.because("There is no app with the id " + id + ".");
    }

    private static <T> Function<Throwable, Future<T>> nameExists(String name) {
        return ConstraintViolation.means(
                "app_name_unique",
                () -> TenancyError.APP_NAME_EXISTS.onField("name", "There is an app called " + name + " already."));
    }
}
