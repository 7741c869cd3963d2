-- Up to which event a subscription is sent once more what was for it; null when it is not.
alter table guildhall.event_subscription add column replay_until bigint;
