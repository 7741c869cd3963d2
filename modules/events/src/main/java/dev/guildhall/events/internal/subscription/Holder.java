package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Tenant;
import java.util.function.Function;

/** Whose subscriptions operations are on: there are the same for each, under names of their own. */
enum Holder {
    WORKSPACE("", ApiRequest::workspace),
    ORGANIZATION("Organization", ApiRequest::organization),
    PLATFORM("Platform", request -> Tenant.PLATFORM);

    private final String inNames;
    private final Function<ApiRequest, Tenant> tenant;

    Holder(String inNames, Function<ApiRequest, Tenant> tenant) {
        this.inNames = inNames;
        this.tenant = tenant;
    }

    /** The one that a request is about. */
    Tenant of(ApiRequest request) {
        return tenant.apply(request);
    }

    /** What an operation is called, such as {@code createOrganizationSubscription}. */
    String operation(String verb, String noun) {
        return verb + inNames + noun;
    }
}
