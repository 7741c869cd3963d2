package dev.guildhall.testkit;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.PublishedApi;
import dev.guildhall.core.module.Product;
import java.util.List;

/** What a test serves over HTTP: parts of the canonical contract with their operations, and the APIs beside it. */
public record Served(List<String> contracts, List<Api> apis, List<PublishedApi> published) {

    /** All that the modules of the class path have. */
    public static Served of(Product product) {
        return new Served(product.contracts(), product.apis(), product.published());
    }

    /** Some operations and the part of the contract that declares them. */
    public static Served of(String contract, Api api) {
        return new Served(List.of(contract), List.of(api), List.of());
    }
}
