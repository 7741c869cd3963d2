-- What the agents of a workspace took, by day, agent, user and model; and how much they may take.
create table guildhall.agent_usage (
    workspace_id uuid not null
        constraint agent_usage_workspace_fk references guildhall.workspace (id) on delete cascade,
    day date not null,
    agent_key text not null,
    user_id uuid not null,
    provider text not null,
    model text not null,
    runs bigint not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost numeric not null,
    constraint agent_usage_pk primary key (workspace_id, day, agent_key, user_id, provider, model)
);
select guildhall.isolate('guildhall.agent_usage');

create table guildhall.agent_budget (
    workspace_id uuid not null constraint agent_budget_pk primary key
        constraint agent_budget_workspace_fk references guildhall.workspace (id) on delete cascade,
    period text not null constraint agent_budget_period_known check (period in ('DAY', 'MONTH')),
    tokens bigint,
    cost numeric,
    updated_at timestamptz not null
);
select guildhall.isolate('guildhall.agent_budget');
