package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.DeliveryLog;
import dev.guildhall.events.EventPermissions;
import dev.guildhall.events.ReplayStart;
import dev.guildhall.events.Subscription;
import dev.guildhall.events.SubscriptionInput;
import dev.guildhall.events.Subscriptions;
import dev.guildhall.events.Subscriptions.WithSecret;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The operations on the subscriptions of a kind of tenants. */
final class SubscriptionsApi implements Api {

    private final Subscriptions subscriptions;
    private final Holder holder;

    SubscriptionsApi(Subscriptions subscriptions, Holder holder) {
        this.subscriptions = subscriptions;
        this.holder = holder;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on(holder.operation("create", "Subscription"), this::read, this::createSubscription)
                .on(holder.operation("list", "Subscriptions"), this::listSubscriptions)
                .on(holder.operation("get", "Subscription"), this::getSubscription)
                .on(holder.operation("update", "Subscription"), this::read, this::updateSubscription)
                .on(holder.operation("delete", "Subscription"), this::deleteSubscription)
                .on(holder.operation("list", "Deliveries"), this::listDeliveries)
                .on(holder.operation("test", "Subscription"), this::testSubscription)
                .on(holder.operation("replay", "Subscription"), BodyReader.of(ReplayStart::read), this::replay)
                .on(holder.operation("rotate", "SubscriptionSecret"), this::rotateSecret);
    }

    private Future<SubscriptionInput> read(ApiRequest request, Object body) {
        return subscriptions.read(holder.of(request), (JsonObject) body).map(input -> {
            if (Subscription.KAFKA_SOURCE.equals(input.sinkKind())) {
                request.access().require(EventPermissions.EVENTS_PUBLISH);
            }
            return input;
        });
    }

    private Future<ApiResponse> createSubscription(ApiRequest request, SubscriptionInput input) {
        return subscriptions
                .create(holder.of(request), input, request.authentication())
                .map(created -> ApiResponse.created(created.subscription().path(), json(created))
                        .withRevision(created.subscription().revision()));
    }

    private Future<ApiResponse> listSubscriptions(ApiRequest call) {
        var request = PageRequest.of(subscriptions.fields(), PageQuery.read(call::query));
        return subscriptions.list(holder.of(call), request).map(page -> page.answer(Subscription::toJson));
    }

    private Future<ApiResponse> getSubscription(ApiRequest request) {
        return subscriptions.get(holder.of(request), id(request)).map(SubscriptionsApi::one);
    }

    private Future<ApiResponse> updateSubscription(ApiRequest request, SubscriptionInput input) {
        return subscriptions
                .get(holder.of(request), id(request))
                .compose(present -> {
                    if (present.isSource()) {
                        request.access().require(EventPermissions.EVENTS_PUBLISH);
                    }
                    return subscriptions.update(
                            holder.of(request), id(request), input, request.ifMatch(), request.authentication());
                })
                .map(SubscriptionsApi::one);
    }

    private Future<ApiResponse> deleteSubscription(ApiRequest request) {
        return subscriptions
                .delete(holder.of(request), id(request), request.ifMatch(), request.authentication())
                .map(ApiResponse.noContent());
    }

    private Future<ApiResponse> listDeliveries(ApiRequest call) {
        var request = PageRequest.of(subscriptions.deliveryFields(), PageQuery.read(call::query));
        return subscriptions
                .deliveries(holder.of(call), id(call), request)
                .map(page -> page.answer(DeliveryLog::toJson));
    }

    private Future<ApiResponse> testSubscription(ApiRequest request) {
        return subscriptions
                .test(holder.of(request), id(request), request.authentication())
                .map(attempt -> ApiResponse.ok(attempt.toJson().put("delivered", attempt.succeeded())));
    }

    private Future<ApiResponse> replay(ApiRequest request, ReplayStart start) {
        return subscriptions
                .replay(holder.of(request), id(request), start, request.authentication())
                .map(begun -> ApiResponse.accepted(begun.toJson()));
    }

    private Future<ApiResponse> rotateSecret(ApiRequest request) {
        return subscriptions
                .rotateSecret(holder.of(request), id(request), request.ifMatch(), request.authentication())
                .map(rotated -> ApiResponse.ok(json(rotated))
                        .withRevision(rotated.subscription().revision()));
    }

    private static ApiResponse one(Subscription subscription) {
        return ApiResponse.ok(subscription.toJson()).withRevision(subscription.revision());
    }

    private static JsonObject json(WithSecret shown) {
        var json = shown.subscription().toJson();
        shown.secret().ifPresent(secret -> json.put("secret", secret));
        return json;
    }

    private static UUID id(ApiRequest request) {
        return request.pathId("subscriptionId");
    }
}
