package dev.guildhall.core.http;

import dev.guildhall.core.error.Problem.Detail;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.JsonSchema;
import java.util.List;
import java.util.function.Function;

/**
 * A parameter of an operation.
 *
 * @param declared what the contract says of it, with all references followed
 * @param check what is wrong with a value that was sent, or with none, which is null
 */
record DeclaredParameter(
        String name, In in, JsonObject declared, JsonSchema schema, Function<String, List<Detail>> check) {

    enum In {
        PATH,
        QUERY,
        HEADER,
        COOKIE
    }

    /** Whether a request is the same one again when it comes with the same value. */
    boolean isIdempotencyKey() {
        return declared.getBoolean(ContractKeys.IDEMPOTENCY_KEY, false);
    }

    /** What is wrong with it in a request. */
    List<Detail> faults(RoutingContext context) {
        return check.apply(sent(context));
    }

    // Decoded once, where the library does so a second time and stumbles over a per cent sign.
    private String sent(RoutingContext context) {
        return switch (in) {
            case QUERY -> context.queryParam(name).stream().findFirst().orElse(null);
            case HEADER -> context.request().getHeader(name);
            case PATH -> context.pathParam(name);
            // No operation declares one.
            case COOKIE -> null;
        };
    }
}
