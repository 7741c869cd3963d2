package dev.guildhall.testkit;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PermissionRegistry;
import java.util.List;

/**
 * What a test serves over HTTP: parts of the canonical contract with their operations, the APIs beside it, and the
 * permissions that their contracts may name.
 */
public record Served(
        List<String> contracts, List<Api> apis, List<PublishedApi> published, PermissionRegistry permissions) {

    /** All that the modules of the class path have. */
    public static Served of(Product product) {
        return new Served(product.contracts(), product.apis(), product.published(), Product.permissions());
    }

    /** Some operations and the part of the contract that declares them. */
    public static Served of(String contract, Api api, Permission... permissions) {
        return new Served(List.of(contract), List.of(api), List.of(), new PermissionRegistry(List.of(permissions)));
    }
}
