package dev.guildhall.events;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * What was given up on of the deliveries to subscriptions, as their managers handle it. Fails with {@code
 * SUBSCRIPTION.NOT_FOUND} when the tenant does not have the subscription, and with {@code EVENT.NOT_PUT_ASIDE} when
 * nothing of this sequence was given up on.
 */
public interface DeadDeliveries {

    /** By what they are searched and in what they are ordered. */
    ListFields<DeadDelivery> fields();

    Future<Page<DeadDelivery>> list(Tenant tenant, UUID subscription, PageRequest<DeadDelivery> request);

    /** Makes one of them now and out of turn; fails with {@code EVENT.NOT_DELIVERED} when it fails again. */
    Future<Void> retry(Tenant tenant, UUID subscription, long sequence, Authentication by);

    /** Has those of a range tried again in their turn, each once at least; gives how many they are. */
    Future<Integer> retryAll(Tenant tenant, UUID subscription, DeadDeliveryRange range, Authentication by);

    /** Forgets one of them. */
    Future<Void> skip(Tenant tenant, UUID subscription, long sequence, Authentication by);
}
