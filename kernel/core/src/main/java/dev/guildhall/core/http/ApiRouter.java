package dev.guildhall.core.http;

import static java.util.stream.Collectors.groupingBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.RequestValidation.Rereading;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.InputTrustHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The routes of one surface, made from its contract. Every operation of the document is served and nothing else is, or
 * the router is not made at all.
 */
final class ApiRouter {

    private static final String FORM = "multipart/form-data";
    private static final String STREAM = "text/event-stream";

    /** How many large bodies are looked through at once; the workers are shared by all routers. */
    private static final int BODIES_AT_ONCE = 2;

    private final Vertx vertx;
    private final Surface surface;
    private final Contract contract;
    private final SurfaceAdapter adapter;
    private final SecurityGate gate;
    private final HttpLimits limits;
    private final IdempotencyKeys idempotencyKeys;
    private final Optional<RateLimit> rateLimit;
    private final WorkerExecutor workers;
    private final LoopTurns turns;

    ApiRouter(
            Vertx vertx,
            Surface surface,
            SecurityGate gate,
            HttpLimits limits,
            IdempotencyKeys idempotencyKeys,
            LoopTurns turns) {
        this.vertx = vertx;
        this.surface = surface;
        this.contract = surface.contract();
        this.adapter = surface.adapter();
        this.gate = gate;
        this.limits = limits;
        this.idempotencyKeys = idempotencyKeys;
        this.rateLimit = limits.requestsPerSecond().isPresent()
                ? Optional.of(new RateLimit(limits.requestsPerSecond().getAsInt()))
                : Optional.empty();
        this.turns = turns;
        this.workers = vertx.createSharedWorkerExecutor("request-bodies", BODIES_AT_ONCE);
    }

    PathTree create(Iterable<Api> apis) {
        var operations = new Operations();
        apis.forEach(api -> api.bind(operations));
        requireSameOperations(operations.byId());
        requireReaders(operations);
        var paths = new PathTree();
        var routing = contract.routing();
        routing.paths().forEach(path -> {
            var router = routing.router(vertx, path, operation -> handlers(operation, operations));
            router.getRoutes().forEach(ApiRouter::takeHead);
            refuseOtherMethods(
                    router.route(),
                    routing.operations().values().stream()
                            .filter(operation -> operation.path().equals(path))
                            .map(operation -> operation.method().name()));
            paths.put(path, router);
        });
        contract.operations().values().stream()
                .filter(Contract::isWildcard)
                .collect(groupingBy(declared -> declared.getString("path")))
                .forEach((path, sharing) -> {
                    var router = Router.router(vertx);
                    sharing.forEach(declared -> mountWildcard(router, declared, operations.byId()));
                    refuseOtherMethods(
                            router.route(below(path)), sharing.stream().map(ApiRouter::method));
                    paths.putAll(withoutLastSegment(path), router);
                });
        return paths;
    }

    // It is answered as GET is, and the body left out at the very end.
    private static void takeHead(Route route) {
        if (route.methods() != null && route.methods().contains(HttpMethod.GET)) {
            route.method(HttpMethod.HEAD);
        }
    }

    private static void refuseOtherMethods(Route route, Stream<String> methods) {
        var allowed = methods.flatMap(method -> method.equals("GET") ? Stream.of("GET", "HEAD") : Stream.of(method))
                .sorted()
                .toList();
        var named = String.join(", ", allowed);
        route.handler(context -> {
            if (context.request().method() == HttpMethod.OPTIONS) {
                write(context, ApiResponse.noContent().withHeader("Allow", named + ", OPTIONS"));
            } else {
                context.fail(CommonError.METHOD_NOT_ALLOWED
                        .because("The path does not take " + context.request().method() + "; it takes " + named + ".")
                        .withAllowed(allowed));
            }
        });
    }

    private void requireSameOperations(Map<String, Operation> bound) {
        var forgotten = new HashSet<>(contract.operations().keySet());
        forgotten.removeAll(bound.keySet());
        var undocumented = new HashSet<>(bound.keySet());
        undocumented.removeAll(contract.operations().keySet());
        if (!forgotten.isEmpty() || !undocumented.isEmpty()) {
            throw new IllegalStateException(
                    "Operations without a handler: " + forgotten + "; handlers without an operation: " + undocumented);
        }
    }

    // Without one the client would be told of what the contract finds, and only then of what the operation does.
    private void requireReaders(Operations operations) {
        var unread = contract.operations().entrySet().stream()
                .filter(declared ->
                        Contract.hasJsonBody(declared.getValue()) && !Contract.isWildcard(declared.getValue()))
                .map(Map.Entry::getKey)
                .filter(id -> operations.reader(id).isEmpty())
                .toList();
        if (!unread.isEmpty()) {
            throw new IllegalStateException("Operations with a body and no reader of it: " + unread);
        }
    }

    private List<Handler<RoutingContext>> handlers(RoutedOperation routed, Operations operations) {
        var declared = contract.operations().get(routed.id());
        var handlers = new ArrayList<Handler<RoutingContext>>();
        handlers.add(naming(routed.id(), routed.path()));
        DeprecationNotice.of(declared, routed.parameters()).ifPresent(handlers::add);
        if (declared.getBoolean(ContractKeys.OAUTH_RESOURCE, false)) {
            handlers.add((SecurityPolicyHandler) context -> {
                ErrorResponder.challenge(context, "Bearer resource_metadata=\"" + gate.metadataOf(context) + "\"");
                context.next();
            });
        }
        handlers.add(gate(declared));
        if (declared.containsKey("requestBody")) {
            if (Contract.hasUploadBody(declared)) {
                handlers.add((SecurityPolicyHandler) ApiRouter::requireForm);
            }
            handlers.add(deadline(declared));
            handlers.add(
                    Contract.hasUploadBody(declared) ? new FormReader(limits.maxUploadBytes()) : bodyHandler(declared));
            if (routed.bodies().containsKey(UrlEncodedBody.TYPE)) {
                handlers.add(new UrlEncodedBody());
            }
            if (routed.hasBody()) {
                handlers.add((InputTrustHandler) this::decode);
            }
        }
        var requirement = gate.requirement(declared);
        if (routed.takesMoreThanItsPath()) {
            var bodies = new LinkedHashMap<String, BodyCheck>();
            routed.bodies()
                    .forEach((type, schema) ->
                            bodies.put(type, new BodyCheck(contract.routing().schemas(), schema)));
            var reading = operations.reader(routed.id()).map(reader ->
                    (Rereading) (context, json) -> reader.read(new ApiRequest(context, gate, requirement), json));
            handlers.add(new RequestValidation(routed, bodies, reading, workers));
        }
        if (adapter.knowsItsQuery() && !declared.getBoolean(ContractKeys.OTHER_QUERY, false)) {
            handlers.add(new KnownQuery(routed));
        }
        var bound = operations.byId().get(routed.id());
        var operation = routed.isRepeatable() ? repeatable(bound) : bound;
        Operation atHead = isStream(declared) ? ApiRouter::stream : operation;
        handlers.add(context -> {
            var wanted = context.request().method() == HttpMethod.HEAD ? atHead : operation;
            run(wanted, new ApiRequest(context, gate, requirement));
        });
        return handlers;
    }

    private SecurityPolicyHandler naming(String operation, String path) {
        return context -> {
            RequestMeters.name(context, surface, operation);
            RequestTrace.name(context, operation, path);
            context.next();
        };
    }

    private static boolean isStream(JsonObject declared) {
        return declared.getJsonObject("responses", new JsonObject())
                .getJsonObject("200", new JsonObject())
                .getJsonObject("content", new JsonObject())
                .containsKey(STREAM);
    }

    /** What a stream begins with, for who wants to see no more of it. */
    private static Future<ApiResponse> stream(ApiRequest request) {
        return Future.succeededFuture(new ApiResponse(200, Map.of("Content-Type", STREAM), null));
    }

    private Operation repeatable(Operation operation) {
        return request -> request.header(IdempotencyKeys.HEADER)
                .map(key -> RequestHash.of(request)
                        .compose(hash -> idempotencyKeys.once(request, key, hash, () -> operation.handle(request))))
                .orElseGet(() -> operation.handle(request));
    }

    /** What is below a path, and not the path itself, where a wildcard ends it. */
    private static String below(String path) {
        return withoutLastSegment(path).replaceAll("\\{([^}]+)}", ":$1") + "/*";
    }

    private void mountWildcard(Router router, JsonObject declared, Map<String, Operation> operations) {
        var path = declared.getString("path");
        var route = router.route(HttpMethod.valueOf(method(declared)), below(path));
        takeHead(route);
        var operation = operations.get(declared.getString("operationId"));
        var requirement = gate.requirement(declared);
        route.handler(naming(declared.getString("operationId"), path))
                .handler(gate(declared))
                .handler(new BodyDeadline(limits.times().body()))
                .handler(bodyHandler(declared))
                .handler(context -> run(operation, new ApiRequest(context, gate, requirement)));
    }

    private static String method(JsonObject declared) {
        return declared.getString("method").toUpperCase(Locale.ROOT);
    }

    private static String withoutLastSegment(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private SecurityPolicyHandler gate(JsonObject declared) {
        var requirement = gate.requirement(declared);
        return context -> {
            var admitted = known(context, requirement)
                    .compose(client -> gate.admit(context, requirement))
                    .map(admission -> counted(context));
            if (admitted.isComplete()) {
                inTurn(context, admitted.cause(), false);
                return;
            }
            // The body must not flow past before somebody listens for it.
            context.request().pause();
            admitted.onComplete(done -> inTurn(context, done.cause(), true));
        };
    }

    private void inTurn(RoutingContext context, Throwable refusal, boolean paused) {
        var line = ApiRequest.line(context);
        var now = turns.isFree(line);
        if (now && !paused) {
            turns.take(line, () -> proceed(context, refusal));
            return;
        }
        context.request().pause();
        Runnable work = () -> {
            proceed(context, refusal);
            context.request().resume();
        };
        var caller = (ContextInternal) vertx.getOrCreateContext();
        turns.take(line, now ? work : () -> caller.dispatch(work));
    }

    private Future<Void> known(RoutingContext context, AccessRequirement requirement) {
        return requirement.kind() == AccessRequirement.Kind.PUBLIC ? Future.succeededFuture() : adapter.admit(context);
    }

    private Void counted(RoutingContext context) {
        rateLimit.ifPresent(limit -> ApiRequest.authenticationOf(context)
                .ifPresent(by -> limit.count(context, by.credential().id())));
        return null;
    }

    // Anything else would be decoded as a form of another kind, which bytes can only break.
    private static void requireForm(RoutingContext context) {
        var type = context.request().getHeader("Content-Type");
        var isForm = type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM) && type.contains("boundary=");
        proceed(context, isForm ? null : CommonError.UNSUPPORTED_MEDIA_TYPE.because("Send the parts as " + FORM + "."));
    }

    private void decode(RoutingContext context) {
        adapter.decode(context).onComplete(decoded -> {
            if (decoded.succeeded()) {
                decoded.result().ifPresent(json -> RequestBody.decoded(context, json));
            }
            proceed(context, decoded.cause());
        });
    }

    private static void proceed(RoutingContext context, Throwable refusal) {
        if (refusal == null) {
            context.next();
        } else {
            context.fail(refusal);
        }
    }

    private BodyDeadline deadline(JsonObject declared) {
        return new BodyDeadline(
                Contract.hasUploadBody(declared)
                        ? limits.times().upload()
                        : limits.times().body());
    }

    private BodyHandler bodyHandler(JsonObject declared) {
        return BodyHandler.create(false).setBodyLimit(BodyLimit.of(declared, gate.requirement(declared), limits));
    }

    private static void run(Operation operation, ApiRequest request) {
        var context = request.context();
        Future<ApiResponse> answered;
        try {
            answered = operation.handle(request);
        } catch (RuntimeException failure) {
            context.fail(failure);
            return;
        }
        answered.onComplete(answer -> {
            if (answer.failed()) {
                context.fail(answer.cause());
            } else if (!answer.result().isStreamed()) {
                write(context, answer.result());
            }
        });
    }

    static void write(RoutingContext context, ApiResponse made) {
        var response = context.response();
        if (response.closed() || response.ended()) {
            return;
        }
        var answer = IfNoneMatch.isAskedBy(context.request().method()) ? ContentTag.on(made) : made;
        answer.headers().forEach(response::putHeader);
        if (IfNoneMatch.isSatisfied(context.request(), answer)) {
            response.setStatusCode(304).end();
            return;
        }
        response.setStatusCode(answer.status());
        if (answer.body() == null) {
            response.end();
            return;
        }
        if (!response.headers().contains("Content-Type")) {
            response.putHeader("Content-Type", "application/json");
        }
        if (context.request().method() == HttpMethod.HEAD && context.request().getHeader("Accept-Encoding") == null) {
            response.putHeader("Content-Length", Integer.toString(answer.body().length()));
        }
        response.end(answer.body());
    }
}
