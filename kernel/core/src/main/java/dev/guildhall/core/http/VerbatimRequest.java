package dev.guildhall.core.http;

import io.vertx.core.json.Json;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request whose text parameters may hold anything. The validator reads a text as the inside of a JSON string, so that
 * it takes {@code role = "ADMIN"} for malformed; here each is handed over as the JSON string it means.
 */
record VerbatimRequest(ValidatableRequest sent, Operation operation) implements ValidatableRequest {

    private record Text(String get) implements RequestParameter {}

    @Override
    public Map<String, RequestParameter> getQuery() {
        return verbatim(sent.getQuery(), Location.QUERY);
    }

    @Override
    public Map<String, RequestParameter> getHeaders() {
        return verbatim(sent.getHeaders(), Location.HEADER);
    }

    @Override
    public Map<String, RequestParameter> getPathParameters() {
        return verbatim(sent.getPathParameters(), Location.PATH);
    }

    @Override
    public Map<String, RequestParameter> getCookies() {
        return sent.getCookies();
    }

    @Override
    public RequestParameter getBody() {
        return sent.getBody();
    }

    @Override
    public String getContentType() {
        return sent.getContentType();
    }

    private Map<String, RequestParameter> verbatim(Map<String, RequestParameter> values, Location in) {
        var all = new LinkedHashMap<>(values);
        operation.getParameters().stream()
                .filter(declared -> declared.getIn() == in && declared.getSchemaType() == SchemaType.STRING)
                .map(Parameter::getName)
                .forEach(name -> all.computeIfPresent(name, (key, value) -> quoted(value)));
        return all;
    }

    private static RequestParameter quoted(RequestParameter value) {
        return value.isString() ? new Text(Json.encode(value.getString())) : value;
    }
}
