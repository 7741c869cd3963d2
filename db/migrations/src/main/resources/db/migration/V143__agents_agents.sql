-- The agents of a workspace, and those of the platform, which every workspace may use.
create table guildhall.agent (
    tenant_id uuid not null,
    -- Where it ends with its workspace.
    of_workspace uuid generated always as (nullif(tenant_id, '00000000-0000-0000-0000-000000000000')) stored
        constraint agent_workspace_fk references guildhall.workspace (id) on delete cascade,
    key text not null constraint agent_key_form check (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    name text not null,
    instructions text,
    provider text not null,
    model text not null,
    parameters jsonb not null,
    tools text[] not null,
    enabled boolean not null,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint agent_pk primary key (tenant_id, key)
);
select guildhall.isolate('guildhall.agent', 'tenant_id', 'tenant');
create index agent_of_workspace on guildhall.agent (of_workspace) where of_workspace is not null;

-- What a workspace lets another one use of its own. A grant belongs to the workspace that gives it; what the other one sees
-- of it, it sees by the platform's hand.
create table guildhall.agent_grant (
    id uuid not null constraint agent_grant_pk primary key,
    workspace_id uuid not null,
    agent_key text not null,
    receiver_id uuid not null
        constraint agent_grant_receiver_fk references guildhall.workspace (id) on delete cascade,
    readonly boolean not null,
    expires_at timestamptz,
    granted_by text not null,
    created_at timestamptz not null,
    constraint agent_grant_agent_fk foreign key (workspace_id, agent_key)
        references guildhall.agent (tenant_id, key) on delete cascade,
    constraint agent_grant_unique unique (workspace_id, agent_key, receiver_id),
    constraint agent_grant_to_another check (receiver_id <> workspace_id)
);
select guildhall.isolate('guildhall.agent_grant');
create index agent_grant_created_order on guildhall.agent_grant (workspace_id, created_at, id);
create index agent_grant_received_order on guildhall.agent_grant (receiver_id, created_at, id);

-- Which providers and models the agents of a workspace may answer with; null for any.
create table guildhall.agent_restriction (
    workspace_id uuid not null constraint agent_restriction_pk primary key
        constraint agent_restriction_workspace_fk references guildhall.workspace (id) on delete cascade,
    allowed_providers text[],
    allowed_models text[],
    revision bigint not null,
    updated_at timestamptz not null
);
select guildhall.isolate('guildhall.agent_restriction');
