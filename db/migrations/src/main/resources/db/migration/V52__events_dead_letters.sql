-- The deliveries of a subscription that were given up on are listed, in the order of their events.
drop index guildhall.webhook_delivery_dead;
create index webhook_delivery_dead on guildhall.webhook_delivery (workspace_id, subscription_id, sequence)
  where state = 'DEAD';
