-- What happened, who asked to be told, and how far each of them has been told.
-- Platform-wide facts are recorded under the workspace id 00000000-0000-0000-0000-000000000000.

-- One row per workspace, locked as the last statement of a transaction: events are numbered without gaps and in the
-- order of commits. A deleted workspace is closed: its last event stays the last.
create table guildhall.event_counter (
  workspace_id    uuid        constraint event_counter_pkey primary key,
  last_sequence   bigint      not null,
  closed_sequence bigint,
  closed_at       timestamptz,
  purged_at       timestamptz,
  constraint event_counter_open check (closed_sequence is null or last_sequence = closed_sequence)
) with (fillfactor = 50);
select guildhall.isolate('guildhall.event_counter');
create index event_counter_to_purge on guildhall.event_counter (closed_at)
  where closed_at is not null and purged_at is null;

-- xid tells which events a later snapshot can see that an earlier one could not; position orders the events of one
-- workspace among each other when they are found together.
create table guildhall.event (
  workspace_id uuid        not null,
  sequence     bigint      not null,
  id           uuid        not null,
  type         text        not null,
  subject      text,
  actor        text        not null,
  time         timestamptz not null,
  data         jsonb,
  xid          xid8        not null default pg_current_xact_id(),
  position     bigint      generated always as identity,
  constraint event_pkey primary key (workspace_id, sequence),
  constraint event_id_unique unique (id)
);
select guildhall.isolate('guildhall.event');
create index event_xid on guildhall.event (xid);

-- A page of the events that one snapshot sees and an older one does not, in the order they are to be told in: those of
-- transactions that had not begun at the older one, or were not finished. Both are ranges of the index, however long a
-- transaction stays open, so nobody waits for a slow one. Without a target it is this moment's snapshot, and when there
-- is no event, a row without one says which that was. A page ends before max_events or about 8 MB; more tells whether
-- there is another. This is a function because its plan is made once per connection, when the table may still be
-- small, and must be the one for a large table.
create function guildhall.events_since(older pg_snapshot, target pg_snapshot, after_position bigint, max_events integer)
returns table (
  seen text, more boolean, workspace_id uuid, sequence bigint, id uuid, type text, subject text, actor text,
  "time" timestamptz, data jsonb, "position" bigint)
language plpgsql stable
set enable_seqscan = off
set max_parallel_workers_per_gather = 0
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  visible pg_snapshot := coalesce(target, pg_current_snapshot());
begin
  return query
    select visible::text, page.place < page.found, page.workspace_id, page.sequence, page.id, page.type,
           page.subject, page.actor, page.time, page.data, page.position
      from (select e.*, row_number() over (order by e.position) as place, count(*) over () as found,
                   sum(coalesce(pg_column_size(e.data), 0)) over (order by e.position) as bytes
              from (select fresh.*
                      from (select * from guildhall.event where xid >= pg_snapshot_xmax(older)
                            union all
                            select * from guildhall.event where xid = any(array(select pg_snapshot_xip(older)))) fresh
                     where pg_visible_in_snapshot(fresh.xid, visible) and fresh.position > after_position
                     order by fresh.position
                     limit max_events + 1) e) page
     where page.place = 1 or (page.place <= max_events and page.bytes <= 8000000)
     order by page.position;
  if not found then
    return query select visible::text, false, null::uuid, null::bigint, null::uuid, null::text, null::text, null::text,
                        null::timestamptz, null::jsonb, null::bigint;
  end if;
end
$$;

-- The running nodes; a lease is worth as much as its holder's row is fresh. Not tenant data.
create table guildhall.event_node (
  id      uuid        constraint event_node_pkey primary key,
  name    text        not null,
  seen_at timestamptz not null
);

-- How far a durable subscriber has come in a workspace, and the node that serves it at the moment.
create table guildhall.event_cursor (
  workspace_id    uuid        not null,
  kind            text        not null,
  subscriber      text        not null,
  sequence        bigint      not null,
  state           text        not null default 'ACTIVE',
  attempts        integer     not null default 0,
  next_attempt_at timestamptz,
  last_error      text,
  lease_owner     uuid,
  constraint event_cursor_pkey primary key (workspace_id, kind, subscriber),
  constraint event_cursor_state_known check (state in ('ACTIVE', 'PAUSED'))
) with (fillfactor = 50);
select guildhall.isolate('guildhall.event_cursor');
create index event_cursor_leased on guildhall.event_cursor (lease_owner) where lease_owner is not null;
create index event_cursor_to_retry on guildhall.event_cursor (next_attempt_at) where next_attempt_at is not null;

-- Events that a durable subscriber was given up on.
create table guildhall.event_dead_letter (
  workspace_id uuid        not null,
  kind         text        not null,
  subscriber   text        not null,
  sequence     bigint      not null,
  attempts     integer     not null,
  error        text        not null,
  created_at   timestamptz not null,
  constraint event_dead_letter_pkey primary key (workspace_id, kind, subscriber, sequence),
  constraint event_dead_letter_cursor_exists foreign key (workspace_id, kind, subscriber)
    references guildhall.event_cursor on delete cascade
);
select guildhall.isolate('guildhall.event_dead_letter');

-- The secrets are encrypted. Events up to from_sequence are not for this subscription.
create table guildhall.event_subscription (
  workspace_id          uuid        not null,
  id                    uuid        not null,
  name                  text        not null,
  types                 text[]      not null,
  filter                jsonb,
  sink_kind             text        not null,
  url                   text        not null,
  ordered               boolean     not null,
  enabled               boolean     not null default true,
  disabled_reason       text,
  secret                text        not null,
  previous_secret       text,
  previous_secret_until timestamptz,
  from_sequence         bigint      not null,
  revision              bigint      not null default 1,
  created_by            text        not null,
  created_at            timestamptz not null,
  updated_at            timestamptz not null,
  constraint event_subscription_pkey primary key (workspace_id, id),
  constraint event_subscription_sink_known check (sink_kind = 'WEBHOOK')
);
select guildhall.isolate('guildhall.event_subscription');

-- When a subscription's next delivery is due, and the node that works on its deliveries.
create table guildhall.webhook_queue (
  workspace_id    uuid        not null,
  subscription_id uuid        not null,
  due_at          timestamptz,
  lease_owner     uuid,
  constraint webhook_queue_pkey primary key (workspace_id, subscription_id),
  constraint webhook_queue_subscription_exists foreign key (workspace_id, subscription_id)
    references guildhall.event_subscription on delete cascade
) with (fillfactor = 50);
select guildhall.isolate('guildhall.webhook_queue');
create index webhook_queue_due on guildhall.webhook_queue (due_at) where due_at is not null and lease_owner is null;
create index webhook_queue_leased on guildhall.webhook_queue (lease_owner) where lease_owner is not null;

create table guildhall.webhook_delivery (
  workspace_id    uuid        not null,
  subscription_id uuid        not null,
  id              uuid        not null,
  sequence        bigint      not null,
  state           text        not null,
  attempts        integer     not null default 0,
  next_attempt_at timestamptz,
  created_at      timestamptz not null,
  finished_at     timestamptz,
  constraint webhook_delivery_pkey primary key (workspace_id, subscription_id, id),
  constraint webhook_delivery_once unique (workspace_id, subscription_id, sequence),
  constraint webhook_delivery_state_known check (state in ('PENDING', 'DELIVERED', 'DEAD')),
  constraint webhook_delivery_pending check ((state = 'PENDING') = (next_attempt_at is not null)),
  constraint webhook_delivery_subscription_exists foreign key (workspace_id, subscription_id)
    references guildhall.event_subscription on delete cascade
) with (fillfactor = 80);
select guildhall.isolate('guildhall.webhook_delivery');
create index webhook_delivery_due on guildhall.webhook_delivery (workspace_id, subscription_id, next_attempt_at)
  where state = 'PENDING';
create index webhook_delivery_pending_in_order
  on guildhall.webhook_delivery (workspace_id, subscription_id, sequence) where state = 'PENDING';

create table guildhall.webhook_attempt (
  workspace_id    uuid        not null,
  subscription_id uuid        not null,
  delivery_id     uuid        not null,
  attempt         integer     not null,
  started_at      timestamptz not null,
  duration_ms     integer     not null,
  status          integer,
  error           text,
  response        text,
  constraint webhook_attempt_pkey primary key (workspace_id, subscription_id, delivery_id, attempt),
  constraint webhook_attempt_delivery_exists foreign key (workspace_id, subscription_id, delivery_id)
    references guildhall.webhook_delivery on delete cascade
);
select guildhall.isolate('guildhall.webhook_attempt');
