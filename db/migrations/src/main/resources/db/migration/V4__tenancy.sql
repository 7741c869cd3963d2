-- Workspaces, the boundary everything else is kept apart by.

create table guildhall.workspace (
    id uuid not null constraint workspace_pk primary key,
    key text not null
        constraint workspace_key_unique unique
        constraint workspace_key_format check (key ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
    name text not null constraint workspace_name_length check (char_length(name) between 1 and 200),
    plan text not null constraint workspace_plan_known check (plan in ('PERSONAL', 'TEAM', 'ENTERPRISE')),
    owner_id uuid not null,
    owner_role text not null generated always as ('OWNER') stored,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

-- The row is the workspace itself, so it is isolated by its own id.
select guildhall.isolate('guildhall.workspace', 'id');

create index workspace_created on guildhall.workspace (created_at, id);
create index workspace_name on guildhall.workspace (name collate "C", id);
