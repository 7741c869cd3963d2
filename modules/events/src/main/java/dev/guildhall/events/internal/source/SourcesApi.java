package dev.guildhall.events.internal.source;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.EventsError;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.Optional;

/** The operations on subscriptions that take records in. */
public final class SourcesApi implements Api {

    private final Subscriptions subscriptions;
    private final Optional<Sources> sources;

    /** @param sources empty where there is no Kafka */
    public SourcesApi(Subscriptions subscriptions, Optional<Sources> sources) {
        this.subscriptions = subscriptions;
        this.sources = sources;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("getSubscriptionSource", this::standing).on("listRejectedRecords", this::rejected);
    }

    private Future<ApiResponse> standing(ApiRequest request) {
        return subscription(request)
                .compose(present -> sources().standing(present))
                .map(ApiResponse::ok);
    }

    private Future<ApiResponse> rejected(ApiRequest request) {
        return subscription(request).compose(present -> {
            var all = sources();
            return all.rejected(present, PageRequest.of(all.fields(), request))
                    .map(page -> page.answer(RejectedRecord::toJson));
        });
    }

    private Future<Subscription> subscription(ApiRequest request) {
        return subscriptions.get(request.workspace(), request.pathId("subscriptionId"));
    }

    private Sources sources() {
        return sources.orElseThrow(() -> EventsError.NOT_A_SOURCE.because(
                "The subscription sends events; there is no Kafka to take from here."));
    }
}
