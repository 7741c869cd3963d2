-- How much an extension keeps of something that is bounded, in a workspace: counted where it is kept, so that nobody who
-- adds at the same time as others gets beyond the bound.
create table guildhall.extension_entry_count (
  workspace_id uuid not null
    constraint extension_entry_count_workspace_fk references guildhall.workspace (id) on delete cascade,
  extension_key text not null,
  kind text not null,
  entries integer not null,
  constraint extension_entry_count_pk primary key (workspace_id, extension_key, kind),
  constraint extension_state_full check (kind <> 'state' or entries <= 1000),
  constraint extension_jobs_full check (kind <> 'job' or entries <= 1000)
);
select guildhall.isolate('guildhall.extension_entry_count');

create function guildhall.count_extension_entry() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    insert into guildhall.extension_entry_count as c (workspace_id, extension_key, kind, entries)
    values (new.workspace_id, new.extension_key, tg_argv[0], 1)
    on conflict on constraint extension_entry_count_pk do update set entries = c.entries + 1;
  else
    update guildhall.extension_entry_count set entries = entries - 1
     where workspace_id = old.workspace_id and extension_key = old.extension_key and kind = tg_argv[0];
  end if;
  return null;
end
$$;

select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces
insert into guildhall.extension_entry_count (workspace_id, extension_key, kind, entries)
select workspace_id, extension_key, 'state', least(count(*), 1000)
  from guildhall.extension_state group by workspace_id, extension_key;
create trigger extension_state_counted after insert or delete on guildhall.extension_state
  for each row execute function guildhall.count_extension_entry('state');

-- What extensions do by themselves: one row for each schedule of a job, whose key is empty, and one for each order that
-- is not over. It is due at one time and tried at others. A run is claimed like other work, under the lease of a node, and
-- of one job of an installation there is one run at a time. No run begins while the extension does not serve: then it is
-- held. The rows go where an extension is uninstalled, by whoever does that.
create table guildhall.extension_job (
  workspace_id uuid not null
    constraint extension_job_workspace_fk references guildhall.workspace (id) on delete cascade,
  extension_key text not null,
  job text not null,
  key text not null constraint extension_job_key_length check (length(key) <= 200),
  schedule text,
  input text not null constraint extension_job_input_length check (octet_length(input) <= 65536),
  due_at timestamptz not null,
  next_attempt_at timestamptz not null,
  attempts integer not null default 0,
  held boolean not null,
  lease_owner uuid,
  lease_id uuid,
  created_at timestamptz not null default now(),
  constraint extension_job_pk primary key (workspace_id, extension_key, job, key),
  constraint extension_job_scheduled check ((key = '') = (schedule is not null))
);
select guildhall.isolate('guildhall.extension_job');
create index extension_job_due on guildhall.extension_job (next_attempt_at) where lease_owner is null and not held;
create unique index extension_job_running on guildhall.extension_job (workspace_id, extension_key, job)
  where lease_owner is not null;
create trigger extension_job_ordered after insert on guildhall.extension_job
  for each row when (new.key <> '') execute function guildhall.count_extension_entry('job');
create trigger extension_job_over after delete on guildhall.extension_job
  for each row when (old.key <> '') execute function guildhall.count_extension_entry('job');

-- What became of the latest runs of each job.
create table guildhall.extension_job_run (
  workspace_id uuid not null
    constraint extension_job_run_workspace_fk references guildhall.workspace (id) on delete cascade,
  extension_key text not null,
  job text not null,
  id uuid not null,
  key text not null,
  due_at timestamptz not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  attempt integer not null,
  outcome text not null
    constraint extension_job_run_outcome check (outcome in ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED')),
  error text,
  constraint extension_job_run_pk primary key (workspace_id, extension_key, job, id)
);
select guildhall.isolate('guildhall.extension_job_run');

-- Whether a node was seen lately, for those who hold work of nodes elsewhere than the events do.
create function guildhall.is_node_alive(node uuid, abandoned_after interval) returns boolean
language sql stable
as $$
  select exists (select from guildhall.event_node n where n.id = node and n.seen_at > now() - abandoned_after)
$$;
