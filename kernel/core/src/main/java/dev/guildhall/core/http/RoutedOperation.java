package dev.guildhall.core.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.json.schema.JsonSchema;
import java.util.List;
import java.util.Map;

/**
 * An operation as requests are held against it.
 *
 * @param bodies the schemas of the JSON it takes, by their media types; empty when it takes none
 */
record RoutedOperation(
        String id,
        String path,
        HttpMethod method,
        List<DeclaredParameter> parameters,
        Map<String, JsonSchema> bodies,
        boolean isBodyRequired) {

    boolean hasBody() {
        return !bodies.isEmpty();
    }

    /** Whether requests carry more than their path. */
    boolean takesMoreThanItsPath() {
        return hasBody() || parameters.stream().anyMatch(given -> given.in() != DeclaredParameter.In.PATH);
    }

    /** Whether a client may send a request again under the same key. */
    boolean isRepeatable() {
        return parameters.stream().anyMatch(DeclaredParameter::isIdempotencyKey);
    }
}
