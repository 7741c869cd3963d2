package dev.guildhall.core.http;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Set;

/**
 * The {@code x-…} keys by which a contract says what OpenAPI has no word for: who may call an operation (see
 * {@link AccessRequirement}) and how sure it must be that they are there (see {@link SignInDemand}), whether it only reads, how large its body may be ({@link BodyLimit}), that it is all below a path
 * ({@code x-wildcard}), that whoever is not known is told where to get a token ({@code x-oauth-resource}), that somebody else's specification lets
 * its query have more than is declared ({@code x-other-query}), that a parameter makes a request the same as an earlier
 * one ({@code x-idempotency-key}), and since when something is deprecated ({@link DeprecationNotice}).
 */
final class ContractKeys {

    static final String IDEMPOTENCY_KEY = "x-idempotency-key";
    static final String OTHER_QUERY = "x-other-query";
    static final String OAUTH_RESOURCE = "x-oauth-resource";

    private static final Set<String> OF_OPERATIONS = Set.of(
            "x-permission",
            "x-self",
            "x-self-outside",
            "x-reads",
            "x-token-scope",
            SignInDemand.STEP_UP,
            SignInDemand.WITHOUT_SECOND_FACTOR,
            "x-large-body",
            "x-wildcard",
            OTHER_QUERY,
            OAUTH_RESOURCE,
            DeprecationNotice.SINCE,
            DeprecationNotice.SUNSET);
    private static final Set<String> OF_PARAMETERS =
            Set.of(IDEMPOTENCY_KEY, DeprecationNotice.SINCE, DeprecationNotice.SUNSET);

    private ContractKeys() {}

    /** Fails for a key that means nothing, since what somebody meant by it would not happen. */
    static void check(Collection<JsonObject> declared, Collection<RoutedOperation> routed) {
        declared.forEach(operation -> requireKnown(operation.getString("operationId"), operation, OF_OPERATIONS));
        routed.forEach(operation -> operation.parameters().forEach(parameter -> {
            requireKnown(operation.id() + ", " + parameter.name(), parameter.declared(), OF_PARAMETERS);
            if (IdempotencyKeys.HEADER.equalsIgnoreCase(parameter.name()) != parameter.isIdempotencyKey()) {
                throw new IllegalStateException("In " + operation.id() + ", " + parameter.name() + ": "
                        + IDEMPOTENCY_KEY + " marks the header " + IdempotencyKeys.HEADER + " and no other");
            }
        }));
    }

    private static void requireKnown(String place, JsonObject declared, Set<String> known) {
        declared.fieldNames().stream()
                .filter(key -> key.startsWith("x-") && !known.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw new IllegalStateException(
                            "In " + place + " the contract says " + key + ", which means nothing");
                });
        if (DeprecationNotice.isDeprecated(declared) != declared.containsKey(DeprecationNotice.SINCE)) {
            throw new IllegalStateException("In " + place + ": what is deprecated says since when, by "
                    + DeprecationNotice.SINCE + ", and nothing else does");
        }
    }
}
