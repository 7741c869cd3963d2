package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * The subscriptions of tenants, as their managers handle them. What names one fails with
 * {@code SUBSCRIPTION.NOT_FOUND} when the tenant does not have it.
 */
public interface Subscriptions {

    /** A subscription together with a secret made for it, which is not shown again; empty when it signs nothing. */
    record WithSecret(Subscription subscription, Optional<String> secret) {

        @Override
        public String toString() {
            return "a secret of " + subscription;
        }
    }

    /** Reads the JSON of the API; fails naming every field that is wrong, or that the sink does not take. */
    Future<SubscriptionInput> read(Tenant tenant, JsonObject told);

    Future<WithSecret> create(Tenant tenant, SubscriptionInput input, Authentication by);

    Future<Subscription> get(Tenant tenant, UUID id);

    /** By what subscriptions are searched and in what they are ordered. */
    ListFields<Subscription> fields();

    Future<Page<Subscription>> list(Tenant tenant, PageRequest<Subscription> request);

    /** Changes what is said; fails naming {@code sink.kind} when that would be another. */
    Future<Subscription> update(Tenant tenant, UUID id, SubscriptionInput input, IfMatch condition, Authentication by);

    Future<Void> delete(Tenant tenant, UUID id, IfMatch condition, Authentication by);

    /** How many an organization and its workspaces have; the transaction is the platform's. */
    Future<Integer> count(Tx platformTx, OrganizationId organization);

    /**
     * Makes a new secret; the one before works for a day beside it. Fails with {@code SUBSCRIPTION.NO_SECRET}, and with
     * {@code SECRET.ROTATED_TOO_OFTEN} when too many are used already.
     */
    Future<WithSecret> rotateSecret(Tenant tenant, UUID id, IfMatch condition, Authentication by);

    /**
     * Delivers once more what the subscription wants of the events from some on up to the newest there is, in place of a
     * replay that is under way. Fails with {@code SUBSCRIPTION.DISABLED}.
     */
    Future<Replay> replay(Tenant tenant, UUID id, ReplayStart start, Authentication by);

    /** By what deliveries are searched and in what they are ordered. */
    ListFields<DeliveryLog> deliveryFields();

    Future<Page<DeliveryLog>> deliveries(Tenant tenant, UUID id, PageRequest<DeliveryLog> request);

    /** Sends an event that nothing else knows of to the subscription's endpoint, enabled or not, and waits for it. */
    Future<DeliveryAttempt> test(Tenant tenant, UUID id, Authentication by);
}
