-- A workspace that is imported comes with what its extensions have stored. That is loaded in sessions of theirs, each
-- committed by itself, before the workspace's own rows are written all at once: while that lasts there are schemas of a
-- workspace that is not there yet, and when it comes to nothing they go as those of any installation do that was begun
-- and not finished. That a workspace does not go without what its extensions have stored is asked of its own row instead.
alter table guildhall.extension_storage drop constraint extension_storage_workspace_fk;

create function guildhall.require_no_extension_storage() returns trigger
language plpgsql
as $$
begin
  if exists (select from guildhall.extension_storage s where s.workspace_id = old.id) then
    raise exception 'extensions have stored something in the workspace %', old.id
      using errcode = 'foreign_key_violation', constraint = 'extension_storage_workspace_fk';
  end if;
  return null;
end
$$;
revoke execute on function guildhall.require_no_extension_storage() from public;
grant execute on function guildhall.require_no_extension_storage() to ${app_role};
create trigger workspace_goes_with_extension_storage after delete on guildhall.workspace
  for each row execute function guildhall.require_no_extension_storage();

-- The tables of the schema of this session are about to be filled with rows that were checked where they come from: none
-- is an insertion to the extension's own triggers, and none waits for another that it refers to. Gives the statements
-- that make it as it was.
create function guildhall_door.loosen_tables() returns text[]
language plpgsql
as $$
declare
  target text := current_schema();
  relation record;
  restored text[] := '{}';
begin
  set constraints all immediate; -- a table with checks to come cannot be altered
  for relation in
    select k.conname, k.conrelid::regclass as name, pg_get_constraintdef(k.oid) as definition
      from pg_constraint k join pg_class c on c.oid = k.conrelid
     where c.relnamespace = to_regnamespace(quote_ident(target)) and k.contype = 'f' and k.conparentid = 0
     order by k.conname
  loop
    execute format('alter table %s drop constraint %I', relation.name, relation.conname);
    restored := restored
      || format('alter table %s add constraint %I %s', relation.name, relation.conname, relation.definition);
  end loop;
  for relation in
    select t.tgname, t.tgrelid::regclass as name,
           case t.tgenabled when 'R' then 'replica ' when 'A' then 'always ' else '' end as mode
      from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = to_regnamespace(quote_ident(target)) and not t.tgisinternal and t.tgenabled <> 'D'
       and t.tgparentid = 0 and c.relkind in ('r', 'p')
  loop
    execute format('alter table %s disable trigger %I', relation.name, relation.tgname);
    restored := restored
      || format('alter table %s enable %strigger %I', relation.name, relation.mode, relation.tgname);
  end loop;
  -- What the migrations have written was brought along.
  for relation in
    select c.oid::regclass as name, c.relkind from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(target)) and c.relkind in ('r', 'p') and not c.relispartition
  loop
    execute format('delete from %s%s', case relation.relkind when 'r' then 'only ' else '' end, relation.name);
  end loop;
  return restored;
end
$$;

-- The tables are filled: their keys are checked, and what was computed from them is computed anew.
create function guildhall_door.fasten_tables(restored text[]) returns void
language plpgsql
as $$
declare
  statement text;
  relation record;
begin
  foreach statement in array restored loop
    execute statement;
  end loop;
  for relation in
    select c.oid::regclass as name from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind = 'm' and c.relispopulated
     order by c.oid
  loop
    execute format('refresh materialized view %s', relation.name);
  end loop;
end
$$;

-- The tables of the schema of this session, with the columns that are written and those of their keys, and the sequences
-- with where they stand.
create function guildhall_door.stored_tables(
  out table_name text, out is_partitioned boolean, out columns text[], out key_columns text[]) returns setof record
language sql stable
as $$
  select c.relname::text, c.relkind = 'p',
         coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}'),
         coalesce((select array_agg(a.attname::text order by key.place)
                     from pg_constraint k
                    cross join unnest(k.conkey) with ordinality key (attnum, place)
                     join pg_attribute a on a.attrelid = c.oid and a.attnum = key.attnum
                    where k.conrelid = c.oid and k.contype = 'p'), '{}')
    from pg_class c
   where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind in ('r', 'p')
     and not c.relispartition
   order by c.relname
$$;

create function guildhall_door.stored_sequences(out sequence_name text, out last_value bigint, out is_called boolean)
returns setof record
language plpgsql stable
as $$
begin
  for sequence_name in
    select c.relname from pg_class c
     where c.relnamespace = to_regnamespace(quote_ident(current_schema())) and c.relkind = 'S' order by c.relname
  loop
    execute format('select s.last_value, s.is_called from %I.%I s', current_schema(), sequence_name)
      into last_value, is_called;
    return next;
  end loop;
end
$$;
