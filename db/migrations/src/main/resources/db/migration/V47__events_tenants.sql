-- Events belong to tenants: a workspace, an organization, or the platform, whose id is
-- 00000000-0000-0000-0000-000000000000. Subscribers still belong to workspaces.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all tenants

alter table guildhall.event_counter rename column workspace_id to tenant_id;
alter table guildhall.event_counter add column tenant_kind text not null default 'WORKSPACE';
update guildhall.event_counter set tenant_kind = 'PLATFORM' where tenant_id = '00000000-0000-0000-0000-000000000000';
alter table guildhall.event_counter alter column tenant_kind drop default;
alter table guildhall.event_counter add constraint event_counter_tenant_known check (
  tenant_kind in ('PLATFORM', 'ORGANIZATION', 'WORKSPACE')
  and (tenant_kind = 'PLATFORM') = (tenant_id = '00000000-0000-0000-0000-000000000000'));

-- The default is in no row, so that the table is not written anew; of the platform there are few events.
alter table guildhall.event rename column workspace_id to tenant_id;
alter table guildhall.event add column tenant_kind text not null default 'WORKSPACE';
update guildhall.event set tenant_kind = 'PLATFORM' where tenant_id = '00000000-0000-0000-0000-000000000000';
alter table guildhall.event alter column tenant_kind drop default;

drop policy workspace_scope on guildhall.event_counter;
select guildhall.isolate('guildhall.event_counter', 'tenant_id', 'tenant');
drop policy workspace_scope on guildhall.event;
select guildhall.isolate('guildhall.event', 'tenant_id', 'tenant');

drop function guildhall.events_since(pg_snapshot, pg_snapshot, bigint, integer);

-- A page of the events that one snapshot sees and an older one does not, in the order they are to be told in: those of
-- transactions that had not begun at the older one, or were not finished. Both are ranges of the index, however long a
-- transaction stays open, so nobody waits for a slow one. Without a target it is this moment's snapshot, and when there
-- is no event, a row without one says which that was. A page ends before max_events or about 8 MB; more tells whether
-- there is another. This is a function because its plan is made once per connection, when the table may still be
-- small, and must be the one for a large table.
create function guildhall.events_since(older pg_snapshot, target pg_snapshot, after_position bigint, max_events integer)
returns table (
  seen text, more boolean, tenant_id uuid, tenant_kind text, sequence bigint, id uuid, type text, subject text,
  actor text, "time" timestamptz, data jsonb, "position" bigint)
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
    select visible::text, page.place < page.found, page.tenant_id, page.tenant_kind, page.sequence, page.id, page.type,
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
    return query select visible::text, false, null::uuid, null::text, null::bigint, null::uuid, null::text, null::text,
                        null::text, null::timestamptz, null::jsonb, null::bigint;
  end if;
end
$$;
