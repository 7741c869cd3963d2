-- What each workspace uses, by day (UTC): counted up from what other tables have now and then, by one node at a time, or
-- added to by each node in batches.
create table guildhall.workspace_usage (
  workspace_id uuid   not null constraint workspace_usage_workspace_fk references guildhall.workspace (id) on delete cascade,
  day          date   not null,
  metric       text   not null,
  amount       bigint not null,
  constraint workspace_usage_pk primary key (workspace_id, day, metric)
);
select guildhall.isolate('guildhall.workspace_usage');

-- When it was counted last. One row.
create table guildhall.usage_count (
  id         boolean     not null constraint usage_count_pk primary key default true constraint usage_count_is_one check (id),
  counted_at timestamptz not null
);
insert into guildhall.usage_count (counted_at) values ('-infinity');
