package dev.guildhall.core.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.json.schema.JsonSchema;
import java.util.List;
import java.util.Optional;

/**
 * An operation as requests are held against it.
 *
 * @param body the schema of the JSON it takes; empty when it takes none
 */
record RoutedOperation(
        String id,
        String path,
        HttpMethod method,
        List<DeclaredParameter> parameters,
        Optional<JsonSchema> body,
        boolean isBodyRequired) {

    /** Whether requests carry more than their path. */
    boolean takesMoreThanItsPath() {
        return body.isPresent() || parameters.stream().anyMatch(given -> given.in() != DeclaredParameter.In.PATH);
    }

    /** Whether a client may send a request again under the same key. */
    boolean isRepeatable() {
        return parameters.stream().anyMatch(DeclaredParameter::isIdempotencyKey);
    }
}
