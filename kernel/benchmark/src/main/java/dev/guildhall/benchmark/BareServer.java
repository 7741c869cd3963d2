package dev.guildhall.benchmark;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/**
 * The baseline: what one would write by hand with Vert.x and nothing else. It accepts the product's access tokens,
 * remembering those it verified, reads the workspace with one prepared select past row-level security, and answers the
 * same JSON. Run as a process of its own, like the product.
 */
final class BareServer extends VerticleBase {

    private final int port;
    private final JWTAuth tokens;
    private final Pool pool;
    private final Cache<String, User> verified;

    private BareServer(int port, JWTAuth tokens, Pool pool, Cache<String, User> verified) {
        this.port = port;
        this.tokens = tokens;
        this.pool = pool;
        this.verified = verified;
    }

    /** Arguments: port, database URL, URL of the product's JWKS. */
    public static void main(String... arguments) throws Exception {
        var vertx = Vertx.vertx();
        var port = Integer.parseInt(arguments[0]);
        var server = PgConnectOptions.fromUri(arguments[1])
                .setCachePreparedStatements(true)
                .setPipeliningLimit(64);
        var pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(16))
                .connectingTo(server)
                .using(vertx)
                .build();
        var tokens = JWTAuth.create(vertx, keys(arguments[2]));
        Cache<String, User> verified = Caffeine.newBuilder().maximumSize(10_000).build();
        var deployed = vertx.deployVerticle(
                        () -> new BareServer(port, tokens, pool, verified),
                        new DeploymentOptions()
                                .setInstances(2 * Runtime.getRuntime().availableProcessors()))
                .toCompletionStage()
                .toCompletableFuture();
        System.out.println(deployed.handle((done, failure) -> failure == null ? "ready" : "failed: " + failure)
                .get());
    }

    private static JWTAuthOptions keys(String jwks) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(jwks)).build(), BodyHandlers.ofString());
        var options = new JWTAuthOptions();
        new JsonObject(answer.body()).getJsonArray("keys").forEach(key -> options.addJwk((JsonObject) key));
        return options;
    }

    @Override
    public Future<?> start() {
        var router = Router.router(vertx);
        router.get("/api/workspaces/:id").handler(this::authenticate).handler(this::get);
        router.post("/api/workspaces/:id/capabilities/:key")
                .handler(BodyHandler.create(false))
                .handler(this::authenticate)
                .handler(BareServer::greet);
        return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
    }

    private void authenticate(RoutingContext context) {
        var token = context.request().getHeader("Authorization").substring("Bearer ".length());
        if (verified.getIfPresent(token) != null) {
            context.next();
            return;
        }
        tokens.authenticate(new TokenCredentials(token))
                .onSuccess(user -> {
                    verified.put(token, user);
                    context.next();
                })
                .onFailure(refused -> context.fail(401));
    }

    private void get(RoutingContext context) {
        pool.preparedQuery("select id, key, name, plan, owner_id, created_at, updated_at"
                        + " from guildhall.workspace where id = $1")
                .execute(Tuple.of(UUID.fromString(context.pathParam("id"))))
                .onSuccess(rows -> context.json(json(rows.iterator().next())))
                .onFailure(context::fail);
    }

    private static void greet(RoutingContext context) {
        var name = context.body().asJsonObject().getString("name");
        var greeting = new JsonObject().put("message", "Hello, " + name + "!");
        context.json(new JsonObject().put("code", "SUCCESS").put("data", greeting));
    }

    private static JsonObject json(Row row) {
        var workspace = new JsonObject()
                .put("id", row.getUUID(0).toString())
                .put("key", row.getString(1))
                .put("name", row.getString(2))
                .put("plan", row.getString(3))
                .put("ownerId", row.getUUID(4).toString())
                .put("createdAt", row.getOffsetDateTime(5).toInstant().toString())
                .put("updatedAt", row.getOffsetDateTime(6).toInstant().toString());
        return new JsonObject().put("code", "SUCCESS").put("data", workspace);
    }
}
