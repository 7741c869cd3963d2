package dev.guildhall.testkit;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.IdempotencyKeys;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import dev.guildhall.core.usage.UsageCounter;
import io.vertx.core.Future;
import java.util.List;

/**
 * What a test serves over HTTP: parts of the canonical contract with their operations, the APIs beside it, the
 * permissions that their contracts may name, who keeps the idempotency keys of their requests, and who counts them.
 *
 * @param isAsDeclared whether all answers must be as the contracts declare them, which those of tests are not
 */
public record Served(
        List<String> contracts,
        List<Api> apis,
        List<PublishedApi> published,
        PermissionRegistry permissions,
        IdempotencyKeys idempotencyKeys,
        UsageCounter usage,
        boolean isAsDeclared) {

    private static final IdempotencyKeys NOBODY = (request, key, hash, operation) ->
            Future.failedFuture(new IllegalStateException("No module here keeps idempotency keys"));

    private static final UsageCounter UNCOUNTED = (workspace, metric, amount) -> {};

    /** All that the modules of the class path have. */
    public static Served of(Product product) {
        return new Served(
                product.contracts(),
                product.apis(),
                product.published(),
                Product.permissions(),
                product.find(IdempotencyKeys.class).orElse(NOBODY),
                product.find(UsageCounter.class).orElse(UNCOUNTED),
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
                UNCOUNTED,
                false);
    }

    /** The same, where idempotency keys are kept. */
    public Served with(IdempotencyKeys keys) {
        return new Served(contracts, apis, published, permissions, keys, usage, isAsDeclared);
    }
}
