-- Subscriptions that take records of Kafka in: which node does it at the moment, and when it is to be done next.
create table guildhall.event_source (
  workspace_id    uuid        not null,
  subscription_id uuid        not null,
  due_at          timestamptz not null default now(),
  lease_owner     uuid,
  lease_id        uuid,
  last_error      text,
  failing_since   timestamptz,
  constraint event_source_pkey primary key (workspace_id, subscription_id),
  constraint event_source_subscription_exists foreign key (workspace_id, subscription_id)
    references guildhall.event_subscription on delete cascade
) with (fillfactor = 50);
select guildhall.isolate('guildhall.event_source');
create index event_source_due on guildhall.event_source (due_at) where lease_owner is null;
create index event_source_leased on guildhall.event_source (lease_owner) where lease_owner is not null;

-- How far each partition of the topic was taken in; it moves in the transaction that records the events.
create table guildhall.event_source_offset (
  workspace_id    uuid    not null,
  subscription_id uuid    not null,
  partition       integer not null,
  next_offset     bigint  not null,
  constraint event_source_offset_pkey primary key (workspace_id, subscription_id, partition),
  constraint event_source_offset_source_exists foreign key (workspace_id, subscription_id)
    references guildhall.event_source on delete cascade
) with (fillfactor = 50);
select guildhall.isolate('guildhall.event_source_offset');

-- Records of which no event could be made, and why. The value is its beginning, as text.
create table guildhall.event_source_rejection (
  workspace_id    uuid        not null,
  subscription_id uuid        not null,
  id              uuid        not null,
  partition       integer     not null,
  record_offset   bigint      not null,
  recorded_at     timestamptz not null,
  rejected_at     timestamptz not null,
  reason          text        not null,
  value           text,
  constraint event_source_rejection_pkey primary key (workspace_id, subscription_id, id),
  constraint event_source_rejection_source_exists foreign key (workspace_id, subscription_id)
    references guildhall.event_source on delete cascade
);
select guildhall.isolate('guildhall.event_source_rejection');
