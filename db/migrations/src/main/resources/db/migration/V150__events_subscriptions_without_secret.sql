-- A sink that signs nothing has no secret.
alter table guildhall.event_subscription alter column secret drop not null;
