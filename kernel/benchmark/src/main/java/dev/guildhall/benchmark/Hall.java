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
import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.migration.DatabaseUrl;
import dev.guildhall.db.migration.Migrator;
import dev.guildhall.membership.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Workspaces and their members on a database of their own, and the authorizer that decides on them. */
record Hall(EmbeddedPostgres postgres, Vertx vertx, Authorizer authorizer, List<Seat> seats) implements AutoCloseable {

    /** A user in a workspace. */
    record Seat(WorkspaceId workspace, UserId user, Role role) {}

    /** Users divided among the workspaces: in each, one owner, then the other roles in turn. */
    static Hall open(int workspaces, int users) throws Exception {
        var postgres = EmbeddedPostgres.startTemporary();
        var owner = DatabaseUrl.parse(postgres.url(EmbeddedPostgres.DATABASE));
        var application = new Migrator(owner, "benchmark").migrate().application();
        var vertx = Vertx.vertx();
        var seats = seats(workspaces, users);
        fill(vertx, login(owner), seats);
        var environment = Environments.of(vertx, login(application));
        var authorizer = Product.of(environment).assemble().get(Authorizer.class);
        return new Hall(postgres, vertx, authorizer, seats);
    }

    private static List<Seat> seats(int workspaces, int users) {
        var perWorkspace = users / workspaces;
        var seats = new ArrayList<Seat>(users);
        for (var i = 0; i < workspaces; i++) {
            var workspace = new WorkspaceId(Ids.next());
            for (var j = 0; j < perWorkspace; j++) {
                var role = j == 0 ? Role.OWNER : Role.builtIn().get(1 + j % 3);
                seats.add(new Seat(workspace, new UserId(Ids.next()), role));
            }
        }
        return seats;
    }

    private static void fill(Vertx vertx, PgConnectOptions login, List<Seat> seats) throws Exception {
        var owners = seats.stream().filter(seat -> seat.role().isOwner()).toList();
        var connection = await(PgConnection.connect(vertx, login));
        await(connection.query("begin").execute());
        await(connection
                .preparedQuery(
                        "insert into guildhall.user_account (id, email, full_name, roles, created_at, updated_at)"
                                + " select id, id || '@example.org', 'Somebody', array['USER'], now(), now()"
                                + " from unnest($1::uuid[]) id")
                .execute(Tuple.tuple().addArrayOfUUID(users(seats))));
        await(connection
                .preparedQuery("insert into guildhall.workspace (id, key, name, plan, owner_id, created_at, updated_at)"
                        + " select id, 'w' || replace(id::text, '-', ''), 'Somewhere', 'TEAM', owner, now(), now()"
                        + " from unnest($1::uuid[], $2::uuid[]) as made (id, owner)")
                .execute(Tuple.tuple().addArrayOfUUID(workspaces(owners)).addArrayOfUUID(users(owners))));
        await(connection
                .preparedQuery("insert into guildhall.member (workspace_id, user_id, role, joined_at, updated_at)"
                        + " select workspace, id, role, now(), now()"
                        + " from unnest($1::uuid[], $2::uuid[], $3::text[]) as made (workspace, id, role)")
                .execute(Tuple.tuple()
                        .addArrayOfUUID(workspaces(seats))
                        .addArrayOfUUID(users(seats))
                        .addArrayOfString(
                                seats.stream().map(seat -> seat.role().name()).toArray(String[]::new))));
        await(connection.query("commit").execute());
        await(connection.close());
    }

    private static UUID[] users(List<Seat> seats) {
        return seats.stream().map(seat -> seat.user().value()).toArray(UUID[]::new);
    }

    private static UUID[] workspaces(List<Seat> seats) {
        return seats.stream().map(seat -> seat.workspace().value()).toArray(UUID[]::new);
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
                Optional.ofNullable(scopes).map(Set::copyOf),
                Optional.empty(),
                Instant.now().plusSeconds(900));
        return new Authentication(user, user + "@example.org", Set.of(PlatformRole.USER), credential);
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
