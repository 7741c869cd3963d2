package dev.guildhall.benchmark;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.guildhall.core.schema.JsonSchemaValidator;
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
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The baseline: what one would write by hand with Vert.x and nothing else. It accepts the product's access tokens,
 * remembering those it verified, and does each duty with as few plain statements as it takes, past row-level security and
 * without an event or an audit entry that anybody could rely on. Run as a process of its own, like the product.
 */
final class BareServer extends VerticleBase {

    /** Those of the capability that the product is asked for. */
    private static final JsonSchemaValidator INPUT = new JsonSchemaValidator(new JsonObject("""
            {"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":100}},"required":["name"],
            "additionalProperties":false}"""));

    private static final JsonSchemaValidator OUTPUT = new JsonSchemaValidator(new JsonObject("""
            {"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}"""));

    private static final Map<String, JsonObject> REMEMBERED = new ConcurrentHashMap<>();

    private final int port;
    private final JWTAuth tokens;
    private final BareTables tables;
    private final Cache<String, User> verified;

    private BareServer(int port, JWTAuth tokens, BareTables tables, Cache<String, User> verified) {
        this.port = port;
        this.tokens = tokens;
        this.tables = tables;
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
        var tables = BareTables.make(vertx, pool)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        var tokens = JWTAuth.create(vertx, keys(arguments[2]));
        Cache<String, User> verified = Caffeine.newBuilder().maximumSize(10_000).build();
        var deployed = vertx.deployVerticle(
                        () -> new BareServer(port, tokens, tables, verified),
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
        router.get("/api/workspaces/:id")
                .handler(this::authenticate)
                .handler(context -> answer(context, tables.read(id(context))));
        router.get("/remembered/:id").handler(this::authenticate).handler(this::remembered);
        router.post().handler(BodyHandler.create(false));
        router.post("/api/auth/refresh")
                .handler(context -> answer(context, tables.refresh(sent(context, "refreshToken"))));
        router.post().handler(this::authenticate);
        router.post("/api/workspaces")
                .handler(context -> answer(context, tables.createWorkspace(sent(context, "name"))));
        router.post("/api/workspaces/:id/members")
                .handler(context -> answer(
                        context, tables.changeMember(id(context), sent(context, "userId"), sent(context, "role"))));
        router.post("/api/workspaces/:id/events")
                .handler(context -> answer(
                        context,
                        tables.publish(
                                id(context),
                                sent(context, "type"),
                                context.body().asJsonObject().getJsonObject("data"))));
        router.post("/api/workspaces/:id/capabilities/:key").handler(BareServer::greet);
        return vertx.createHttpServer().requestHandler(router).listen(port, "127.0.0.1");
    }

    private static UUID id(RoutingContext context) {
        return UUID.fromString(context.pathParam("id"));
    }

    private static String sent(RoutingContext context, String field) {
        return context.body().asJsonObject().getString(field);
    }

    private static void answer(RoutingContext context, Future<JsonObject> data) {
        data.onSuccess(ready -> context.json(success(ready))).onFailure(context::fail);
    }

    private static JsonObject success(JsonObject data) {
        return new JsonObject().put("code", "SUCCESS").put("data", data);
    }

    /** From memory, once it was read. */
    private void remembered(RoutingContext context) {
        var known = REMEMBERED.get(context.pathParam("id"));
        if (known != null) {
            context.json(success(known));
            return;
        }
        answer(context, tables.read(id(context)).onSuccess(read -> REMEMBERED.put(context.pathParam("id"), read)));
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

    private static void greet(RoutingContext context) {
        var input = context.body().asJsonObject();
        var greeting = new JsonObject().put("message", "Hello, " + input.getString("name") + "!");
        if (INPUT.faults(input).isEmpty() && OUTPUT.faults(greeting).isEmpty()) {
            context.json(success(greeting));
        } else {
            context.fail(400);
        }
    }
}
