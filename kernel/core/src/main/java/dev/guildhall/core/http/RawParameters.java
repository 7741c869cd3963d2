package dev.guildhall.core.http;

import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import java.util.Optional;

/**
 * The parameters of a request, of which texts may hold anything. The library's own extraction decodes them a second
 * time, so that it stumbles over a per cent sign, and reads a text as the inside of a JSON string, so that it takes
 * {@code role = "ADMIN"} for malformed. Here each is decoded once, and a text is what it says.
 */
record RawParameters(RoutingContext context) {

    private record Given(Object get) implements RequestParameter {}

    /** A text that was sent; empty for what is none, and when there is none. */
    Optional<String> text(Parameter declared) {
        return declared.getSchemaType() == SchemaType.STRING ? Optional.ofNullable(sent(declared)) : Optional.empty();
    }

    /** What is no text, to be read as the library does. */
    RequestParameter valueOf(Parameter declared) {
        return new Given(sent(declared));
    }

    private String sent(Parameter declared) {
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
