package dev.guildhall.events.internal.subscription;

import dev.guildhall.core.http.Answer;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.Call;
import dev.guildhall.core.http.Operations;
import dev.guildhall.events.internal.subscription.Subscriptions.WithSecret;
import dev.guildhall.list.PageQuery;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** The operations on a workspace's subscriptions. */
final class SubscriptionsApi implements Api {

    private final Subscriptions subscriptions;
    private final Sinks sinks;

    SubscriptionsApi(Subscriptions subscriptions, Sinks sinks) {
        this.subscriptions = subscriptions;
        this.sinks = sinks;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("createSubscription", this::read, this::createSubscription)
                .on("listSubscriptions", this::listSubscriptions)
                .on("getSubscription", this::getSubscription)
                .on("updateSubscription", this::read, this::updateSubscription)
                .on("deleteSubscription", this::deleteSubscription)
                .on("listDeliveries", this::listDeliveries)
                .on("testSubscription", this::testSubscription)
                .on("rotateSubscriptionSecret", this::rotateSecret);
    }

    private Future<SubscriptionInput> read(Call call, Object body) {
        return SubscriptionInput.read((JsonObject) body, sinks);
    }

    private Future<Answer> createSubscription(Call call, SubscriptionInput input) {
        return subscriptions
                .create(call.workspace(), input, call.actor())
                .map(created -> Answer.created(location(created), json(created))
                        .withRevision(created.subscription().revision()));
    }

    private Future<Answer> listSubscriptions(Call call) {
        var request = PageRequest.of(SubscriptionTable.FIELDS, PageQuery.read(call::query));
        return subscriptions.list(call.workspace(), request).map(page -> page.answer(Subscription::toJson));
    }

    private Future<Answer> getSubscription(Call call) {
        return subscriptions.get(call.workspace(), id(call)).map(SubscriptionsApi::one);
    }

    private Future<Answer> updateSubscription(Call call, SubscriptionInput input) {
        return subscriptions
                .update(call.workspace(), id(call), input, call.ifMatch(), call.actor())
                .map(SubscriptionsApi::one);
    }

    private Future<Answer> deleteSubscription(Call call) {
        return subscriptions
                .delete(call.workspace(), id(call), call.ifMatch(), call.actor())
                .map(Answer.noContent());
    }

    private Future<Answer> listDeliveries(Call call) {
        var request = PageRequest.of(DeliveryLogTable.FIELDS, PageQuery.read(call::query));
        return subscriptions
                .deliveries(call.workspace(), id(call), request)
                .map(page -> page.answer(DeliveryLog::toJson));
    }

    private Future<Answer> testSubscription(Call call) {
        return subscriptions
                .test(call.workspace(), id(call), call.actor())
                .map(attempt -> Answer.ok(attempt.toJson().put("delivered", attempt.succeeded())));
    }

    private Future<Answer> rotateSecret(Call call) {
        return subscriptions
                .rotateSecret(call.workspace(), id(call), call.ifMatch(), call.actor())
                .map(rotated -> Answer.ok(json(rotated))
                        .withRevision(rotated.subscription().revision()));
    }

    private static Answer one(Subscription subscription) {
        return Answer.ok(subscription.toJson()).withRevision(subscription.revision());
    }

    private static JsonObject json(WithSecret shown) {
        return shown.subscription().toJson().put("secret", shown.secret());
    }

    private static String location(WithSecret created) {
        var subscription = created.subscription();
        return "/api/workspaces/" + subscription.workspace() + "/subscriptions/" + subscription.id();
    }

    private static UUID id(Call call) {
        return call.pathId("subscriptionId");
    }
}
