-- Most changes tell one event, which is written as it is given: to take lists apart costs more than the rest of the insert.
create or replace function guildhall.append_events(
  kind text, target uuid, moment timestamptz, ids uuid[], types text[], subjects text[], actors text[],
  correlations text[], causations uuid[], traces text[], contents text[])
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
  if added = 1 then
    insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, subject, actor, correlation_id,
                                 causation_id, traceparent, time, data)
    values (target, kind, former + 1, ids[1], types[1], subjects[1], actors[1],
            coalesce(correlations[1], ids[1]::text), causations[1], traces[1], moment, contents[1]::jsonb);
  else
    insert into guildhall.event (tenant_id, tenant_kind, sequence, id, type, subject, actor, correlation_id,
                                 causation_id, traceparent, time, data)
    select target, kind, former + given.place, given.id, given.type, given.subject, given.actor,
           coalesce(given.correlation, given.id::text), given.causation, given.trace, moment, given.content::jsonb
      from unnest(ids, types, subjects, actors, correlations, causations, traces, contents)
        with ordinality given (id, type, subject, actor, correlation, causation, trace, content, place);
  end if;
  return former + 1;
end
$$;
