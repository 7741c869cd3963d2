package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.DeadDeliveries;
import dev.guildhall.events.DeadDelivery;
import dev.guildhall.events.DeadDeliveryRange;
import dev.guildhall.events.EventSequence;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.UUID;

/** The operations on what could not be delivered to the subscriptions of a kind of tenants. */
final class DeadDeliveriesApi implements Api {

    private final DeadDeliveries dead;
    private final Holder holder;

    DeadDeliveriesApi(DeadDeliveries dead, Holder holder) {
        this.dead = dead;
        this.holder = holder;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on(holder.operation("list", "SubscriptionDeadLetters"), this::list)
                .on(
                        holder.operation("retry", "SubscriptionDeadLetters"),
                        BodyReader.of(DeadDeliveryRange::read),
                        this::retryAll)
                .on(holder.operation("retry", "SubscriptionDeadLetter"), this::retry)
                .on(holder.operation("skip", "SubscriptionDeadLetter"), this::skip);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        var page = PageRequest.of(dead.fields(), PageQuery.read(request::query));
        return dead.list(holder.of(request), subscription(request), page)
                .map(letters -> letters.answer(DeadDelivery::toJson));
    }

    private Future<ApiResponse> retryAll(ApiRequest request, DeadDeliveryRange range) {
        return dead.retryAll(holder.of(request), subscription(request), range, request.authentication())
                .map(ApiResponse.noContent());
    }

    private Future<ApiResponse> retry(ApiRequest request) {
        return dead.retry(holder.of(request), subscription(request), sequence(request), request.authentication())
                .map(ApiResponse.noContent());
    }

    private Future<ApiResponse> skip(ApiRequest request) {
        return dead.skip(holder.of(request), subscription(request), sequence(request), request.authentication())
                .map(ApiResponse.noContent());
    }

    private static UUID subscription(ApiRequest request) {
        return request.pathId("subscriptionId");
    }

    private static long sequence(ApiRequest request) {
        return EventSequence.parse("sequence", request.path("sequence"));
    }
}
