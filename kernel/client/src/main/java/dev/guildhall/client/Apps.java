package dev.guildhall.client;

import java.util.Map;

/** The apps that the caller manages. */
public final class Apps {

    private final Exchange exchange;

    Apps(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Only platform administrators register one. */
    public App create(String name) {
        return exchange.post("/apps", Map.of("name", name), App.class);
    }

    public Listing<App> list() {
        return list(ListQuery.ALL);
    }

    public Listing<App> list(ListQuery query) {
        return exchange.list("/apps", query, App.class);
    }

    public App get(String appId) {
        return exchange.get(Path.of("apps", appId), App.class);
    }
}
