-- A function in SQL that reads a table is planned again in every statement that calls it, and once for each place there: most
-- of a millisecond. In PL/pgSQL it is planned once in a session. These are asked by policies, by claims and by heartbeats.

create or replace function guildhall.organization_of_workspace_in_scope() returns uuid
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select w.organization_id from guildhall.workspace w where w.id = guildhall.workspace_in_scope());
end
$$;

create or replace function guildhall.is_node_alive(node uuid, abandoned_after interval) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from guildhall.event_node n where n.id = node and n.seen_at > now() - abandoned_after);
end
$$;

create or replace function guildhall.has_other_nodes(own uuid, seen_within interval) returns boolean
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from guildhall.event_node n where n.id <> own and n.seen_at > now() - seen_within);
end
$$;
