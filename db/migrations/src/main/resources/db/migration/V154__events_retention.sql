-- Events are kept for a time: the sequence of the oldest that is left, or would be. It moves under the same lock as the
-- last one, at the end of the transaction that deletes what was before it.
alter table guildhall.event_counter add column oldest_sequence bigint not null default 1;

-- How long the events of a workspace are kept, where that is not what the installation says.
create table guildhall.event_retention (
  workspace_id uuid    not null,
  days         integer not null,
  constraint event_retention_pkey primary key (workspace_id),
  constraint event_retention_days_sensible check (days between 1 and 3650)
);
select guildhall.isolate('guildhall.event_retention');

-- The sequence of a tenant's last event before a moment; that before its oldest when there is none. Sequences have no gaps
-- and times go with them, so it is found by halving.
create function guildhall.last_event_before(target uuid, moment timestamptz) returns bigint
language plpgsql stable
as $$
declare
  low bigint;
  high bigint;
  middle bigint;
begin
  select oldest_sequence - 1, last_sequence into low, high from guildhall.event_counter where tenant_id = target;
  while low < high loop
    middle := (low + high + 1) / 2;
    if exists (select from guildhall.event e
                where e.tenant_id = target and e.sequence = middle and e.time < moment) then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return coalesce(low, 0);
end
$$;
revoke execute on function guildhall.last_event_before(uuid, timestamptz) from public;
grant execute on function guildhall.last_event_before(uuid, timestamptz) to ${app_role};
