-- Since when every attempt to deliver to a subscription has failed; null when the latest did not.
alter table guildhall.event_subscription add column failing_since timestamptz;
