package dev.guildhall.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/** The tables of the {@link BareServer}, and what it does with them. */
final class BareTables {

    private static final String TABLES = """
            create table if not exists public.bare_workspace (id uuid primary key, name text not null);
            create table if not exists public.bare_member (id bigserial primary key, workspace_id uuid not null,
              user_id text not null, role text not null);
            create table if not exists public.bare_event (id uuid primary key, workspace_id uuid not null,
              type text not null, data jsonb, time timestamptz not null default now());
            create table if not exists public.bare_session (id text primary key, used_at timestamptz not null);
            create table if not exists public.bare_token (id uuid primary key, session_id text not null);
            insert into public.bare_session select 'session-' || n, now() from generate_series(1, 64) n
              on conflict do nothing
            """;

    private static final String INSERT_EVENT =
            "insert into public.bare_event (id, workspace_id, type, data) values ($1, $2, $3, $4)";
    private static final String INSERT_MEMBER =
            "insert into public.bare_member (workspace_id, user_id, role) values ($1, $2, $3)";

    private static final int TOKEN_SECONDS = 900;

    private final Pool pool;
    private final JWTAuth signing;

    private BareTables(Pool pool, JWTAuth signing) {
        this.pool = pool;
        this.signing = signing;
    }

    static Future<BareTables> make(Vertx vertx, Pool pool) {
        return pool.query(TABLES).execute().map(made -> new BareTables(pool, signing(vertx)));
    }

    private static JWTAuth signing(Vertx vertx) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            var key = Base64.getMimeEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return JWTAuth.create(
                    vertx,
                    new JWTAuthOptions()
                            .addPubSecKey(new PubSecKeyOptions()
                                    .setAlgorithm("RS256")
                                    .setBuffer("-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----")));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** One select. */
    Future<JsonObject> read(UUID workspace) {
        return pool.preparedQuery("select id, key, name, plan, owner_id, created_at, updated_at"
                        + " from guildhall.workspace where id = $1")
                .execute(Tuple.of(workspace))
                .map(rows -> workspace(rows.iterator().next()));
    }

    private static JsonObject workspace(Row row) {
        return new JsonObject()
                .put("id", row.getUUID(0).toString())
                .put("key", row.getString(1))
                .put("name", row.getString(2))
                .put("plan", row.getString(3))
                .put("ownerId", row.getUUID(4).toString())
                .put("createdAt", row.getOffsetDateTime(5).toInstant().toString())
                .put("updatedAt", row.getOffsetDateTime(6).toInstant().toString());
    }

    /** Two inserts in a transaction. */
    Future<JsonObject> changeMember(UUID workspace, String user, String role) {
        return pool.withTransaction(connection -> run(connection, INSERT_MEMBER, Tuple.of(workspace, user, role))
                .compose(inserted -> event(connection, workspace, "member.role_changed", new JsonObject())));
    }

    /** One insert. */
    Future<JsonObject> publish(UUID workspace, String type, JsonObject data) {
        return event(pool, workspace, type, data);
    }

    /** Three inserts in a transaction. */
    Future<JsonObject> createWorkspace(String name) {
        var id = UUID.randomUUID();
        return pool.withTransaction(connection -> run(
                        connection, "insert into public.bare_workspace (id, name) values ($1, $2)", Tuple.of(id, name))
                .compose(made -> run(connection, INSERT_MEMBER, Tuple.of(id, "owner", "OWNER")))
                .compose(member -> event(connection, id, "workspace.created", new JsonObject())));
    }

    /** One update and one insert in a transaction, and a new access token. */
    Future<JsonObject> refresh(String session) {
        return pool.withTransaction(connection -> run(
                                connection,
                                "update public.bare_session set used_at = now() where id = $1",
                                Tuple.of(session))
                        .compose(used -> run(
                                connection,
                                "insert into public.bare_token (id, session_id) values ($1, $2)",
                                Tuple.of(UUID.randomUUID(), session))))
                .map(done -> new JsonObject()
                        .put("refreshToken", session)
                        .put(
                                "accessToken",
                                signing.generateToken(
                                        new JsonObject().put("sub", session),
                                        new JWTOptions().setAlgorithm("RS256").setExpiresInSeconds(TOKEN_SECONDS))));
    }

    private static Future<JsonObject> event(SqlClient client, UUID workspace, String type, JsonObject data) {
        var id = UUID.randomUUID();
        return run(client, INSERT_EVENT, Tuple.of(id, workspace, type, data))
                .map(inserted -> new JsonObject().put("id", id.toString()));
    }

    private static Future<Void> run(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql).execute(values).mapEmpty();
    }
}
