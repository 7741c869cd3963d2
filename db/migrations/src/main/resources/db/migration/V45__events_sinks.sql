-- What a sink is told with the subscription is its own, as is which kinds of sinks there are. The tables webhook_queue,
-- webhook_delivery and webhook_attempt keep the names they were released with; they are for sinks of any kind.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces
alter table guildhall.event_subscription drop constraint event_subscription_sink_known;
alter table guildhall.event_subscription add column sink jsonb;
update guildhall.event_subscription set sink = jsonb_build_object('url', url);
alter table guildhall.event_subscription alter column sink set not null, drop column url;
