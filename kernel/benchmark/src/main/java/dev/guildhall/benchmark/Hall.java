package dev.guildhall.benchmark;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A database of its own with whoever is in which tenant, and the authorizer that decides on them. */
record Hall(EmbeddedPostgres postgres, Vertx vertx, Authorizer authorizer) implements AutoCloseable {

    /** Writes rows past the API as the owner of the database. */
    interface Filling {

        void fill(PgConnection connection) throws Exception;
    }

    static Hall open(Filling rows) throws Exception {
        var postgres = EmbeddedPostgres.startTemporary();
        var owner = DatabaseUrl.parse(postgres.url(EmbeddedPostgres.DATABASE));
        var application = new Migrator(owner, "benchmark").migrate().application();
        var vertx = Vertx.vertx();
        var connection = await(PgConnection.connect(vertx, login(owner)));
        rows.fill(connection);
        await(connection.close());
        var environment = Environments.of(vertx, login(application));
        return new Hall(postgres, vertx, Product.of(environment).assemble().get(Authorizer.class));
    }

    private static PgConnectOptions login(DatabaseUrl url) {
        return new PgConnectOptions()
                .setHost(url.host())
                .setPort(url.port())
                .setDatabase(url.database())
                .setUser(url.user())
                .setPassword(url.password());
    }

    /** The user with a credential of these scopes, or of none when they are null. */
    static Authentication actor(UserId user, Set<Permission> scopes) {
        var credential = new Credential(
                scopes == null ? Credential.Kind.ACCESS_TOKEN : Credential.Kind.PERSONAL_ACCESS_TOKEN,
                Ids.next(),
                Optional.ofNullable(scopes).map(Scopes::of),
                Optional.empty(),
                Instant.now().plusSeconds(900));
        return new Authentication(user, user + "@example.org", Set.of(PlatformRole.USER), credential);
    }

    /** Exactly what the gate asks on each request, of what is in memory. */
    boolean allows(Authentication by, WorkspaceId workspace, Permission permission) {
        return authorizer
                .access(by, workspace)
                .result()
                .filter(access -> access.allows(permission))
                .isPresent();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
        postgres.close();
    }
}
