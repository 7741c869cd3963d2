-- Events are counted and written by one function whose statements are planned once, with what is checked whenever a
-- counter moves reduced to what can change.

alter table guildhall.event_counter drop constraint event_counter_tenant_known;
create trigger event_counter_tenant_known after insert or update of tenant_id, tenant_kind on guildhall.event_counter
  for each row execute function guildhall.require_known_tenant();

-- Numbers and inserts the events of one tenant, given by their columns; gives the sequence of the first. The counter's
-- row is locked from here to the commit, which makes sequences follow the order of commits.
create function guildhall.append_events(
  kind text, target uuid, moment timestamptz, ids uuid[], types text[], subjects text[], actors text[], contents text[])
returns bigint
language plpgsql
as $$
declare
  added constant integer := cardinality(ids);
  former bigint;
begin
  update guildhall.event_counter c set last_sequence = c.last_sequence + added where c.tenant_id = target
  returning c.last_sequence - added into former;
  if not found then
    insert into guildhall.event_counter as c (tenant_id, tenant_kind, last_sequence) values (target, kind, added)
    on conflict (tenant_id) do update set last_sequence = c.last_sequence + excluded.last_sequence
    returning c.last_sequence - added into former;
  end if;
  insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, subject, actor, time, data)
  select target, kind, former + given.place, given.id, given.type, given.subject, given.actor, moment,
         given.content::jsonb
    from unnest(ids, types, subjects, actors, contents)
      with ordinality given (id, type, subject, actor, content, place);
  return former + 1;
end
$$;
revoke execute on function
  guildhall.append_events(text, uuid, timestamptz, uuid[], text[], text[], text[], text[]) from public;
grant execute on function
  guildhall.append_events(text, uuid, timestamptz, uuid[], text[], text[], text[], text[]) to ${app_role};
