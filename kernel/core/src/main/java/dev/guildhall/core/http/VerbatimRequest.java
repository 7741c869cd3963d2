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

/**
 * A request whose text parameters may hold anything. The library's own extraction decodes parameters a second time, so
 * that it stumbles over a per cent sign, and reads a text as the inside of a JSON string, so that it takes
 * {@code role = "ADMIN"} for malformed. Here each is decoded once and handed over as the JSON string it means.
 */
record VerbatimRequest(RoutingContext context, Operation operation) implements ValidatableRequest {

    private record Given(Object get) implements RequestParameter {}

    @Override
    public Map<String, RequestParameter> getQuery() {
        return given(Location.QUERY);
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
        return given(Location.HEADER);
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
        return given(Location.PATH);
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

    /** As the contract writes it, however the client did. */
    @Override
    public String getContentType() {
        return SentBody.isJson(context) ? SentBody.JSON : context.request().getHeader("Content-Type");
    }

    private Map<String, RequestParameter> given(Location in) {
        var all = new LinkedHashMap<String, RequestParameter>();
        for (var declared : operation.getParameters()) {
            if (declared.getIn() == in) {
                all.put(declared.getName(), valueOf(declared));
            }
        }
        return all;
    }

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
            case COOKIE -> null;
        };
    }
}
