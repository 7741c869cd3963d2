package dev.guildhall.core.http;

import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A request whose text parameters may hold anything. The library's own extraction decodes parameters a second time, so
 * that it stumbles over a per cent sign, and reads a text as the inside of a JSON string, so that it takes
 * {@code role = "ADMIN"} for malformed. Here each is decoded once and handed over as the JSON string it means.
 */
record VerbatimRequest(RoutingContext context, Operation operation) implements ValidatableRequest {

    private record Given(Object get) implements RequestParameter {}

    @Override
    public Map<String, RequestParameter> getQuery() {
        return given(Location.QUERY, name -> {
            var values = context.queryParam(name);
            return values.isEmpty() ? null : values.get(0);
        });
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
        return given(Location.HEADER, context.request()::getHeader);
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
        return given(Location.PATH, context::pathParam);
    }

    /** No operation declares one. */
    @Override
    public Map<String, RequestParameter> getCookies() {
        return Map.of();
    }

    @Override
    public RequestParameter getBody() {
        return new Given(SentBody.of(context));
    }

    @Override
    public String getContentType() {
        return SentBody.contentType(context);
    }

    private Map<String, RequestParameter> given(Location in, Function<String, String> find) {
        var all = new LinkedHashMap<String, RequestParameter>();
        for (var declared : operation.getParameters()) {
            if (declared.getIn() == in) {
                all.put(declared.getName(), new Given(value(declared, find.apply(declared.getName()))));
            }
        }
        return all;
    }

    private static String value(Parameter declared, String text) {
        return text == null || declared.getSchemaType() != SchemaType.STRING ? text : Json.encode(text);
    }
}
