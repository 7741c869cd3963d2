package dev.guildhall.testkit;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import io.vertx.core.Future;
import java.util.List;

/**
 * What a test serves over HTTP: parts of the canonical contract with their operations, the APIs beside it, the
 * permissions that their contracts may name, and who keeps the idempotency keys of their requests.
 *
 * @param isAsDeclared whether all answers must be as the contracts declare them, which those of tests are not
 */
public record Served(
        List<String> contracts,
        List<Api> apis,
        List<PublishedApi> published,
        PermissionRegistry permissions,
        IdempotencyKeys idempotencyKeys,
        boolean isAsDeclared) {

    private static final IdempotencyKeys NOBODY = (request, key, hash, operation) ->
            Future.failedFuture(new IllegalStateException("No module here keeps idempotency keys"));

    /** All that the modules of the class path have. */
    public static Served of(Product product) {
        return new Served(
                product.contracts(),
                product.apis(),
                product.published(),
                Product.permissions(),
                product.find(IdempotencyKeys.class).orElse(NOBODY),
                true);
    }

    /** Some operations and the part of the contract that declares them; a request with an idempotency key fails. */
    public static Served of(String contract, Api api, Permission... permissions) {
        return new Served(
                List.of(contract),
                List.of(api),
                List.of(),
                new PermissionRegistry(List.of(permissions)),
                NOBODY,
                false);
    }

    /** The same, where idempotency keys are kept. */
    public Served with(IdempotencyKeys keys) {
        return new Served(contracts, apis, published, permissions, keys, isAsDeclared);
    }
}
