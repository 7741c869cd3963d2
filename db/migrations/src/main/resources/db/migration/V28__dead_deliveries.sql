-- How many deliveries were given up on is counted for the metrics.
create index webhook_delivery_dead on guildhall.webhook_delivery (workspace_id, subscription_id) where state = 'DEAD';
