package dev.guildhall.core.http;

import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;

/**
 * The parameters of a request, of which texts may hold anything. The library's own extraction decodes them a second
 * time, so that it stumbles over a per cent sign, and reads a text as the inside of a JSON string, so that it takes
 * {@code role = "ADMIN"} for malformed. Here each is decoded once and handed over as the JSON string it means.
 */
record VerbatimParameters(RoutingContext context) {

    private record Given(Object get) implements RequestParameter {}

    RequestParameter valueOf(Parameter declared) {
        var text = text(declared);
        return new Given(text == null || declared.getSchemaType() != SchemaType.STRING ? text : Json.encode(text));
    }

    private String text(Parameter declared) {
        return switch (declared.getIn()) {
            case QUERY ->
                context.queryParam(declared.getName()).stream().findFirst().orElse(null);
            case HEADER -> context.request().getHeader(declared.getName());
            case PATH -> context.pathParam(declared.getName());
            // No operation declares one.
            case COOKIE -> null;
        };
    }
}
