-- A conversation with agents: private to one user and one agent, or of everybody who may read the workspace's sessions.
-- Its messages are numbered without gaps in the order in which they were stored.
create table guildhall.agent_session (
    workspace_id uuid not null
        constraint agent_session_workspace_fk references guildhall.workspace (id) on delete cascade,
    id uuid not null,
    surface text not null constraint agent_session_surface_known check (surface in ('PRIVATE', 'GROUP')),
    surface_id text constraint agent_session_surface_id check ((surface = 'GROUP') = (surface_id is not null)),
    user_id uuid constraint agent_session_user check ((surface = 'PRIVATE') = (user_id is not null)),
    agent_key text not null,
    last_sequence bigint not null default 0,
    created_by uuid not null,
    created_at timestamptz not null,
    active_at timestamptz not null,
    constraint agent_session_pk primary key (workspace_id, id)
);
select guildhall.isolate('guildhall.agent_session');
create unique index agent_session_private on guildhall.agent_session (workspace_id, user_id, agent_key)
    where surface = 'PRIVATE';
create unique index agent_session_group on guildhall.agent_session (workspace_id, surface_id) where surface = 'GROUP';
create index agent_session_group_active_order on guildhall.agent_session (workspace_id, active_at, id)
    where surface = 'GROUP';
create index agent_session_private_active_order on guildhall.agent_session (workspace_id, user_id, active_at, id)
    where surface = 'PRIVATE';

create table guildhall.agent_message (
    workspace_id uuid not null,
    session_id uuid not null,
    sequence bigint not null,
    id uuid not null,
    role text not null constraint agent_message_role_known check (role in ('USER', 'ASSISTANT')),
    user_id uuid,
    agent_key text not null,
    run_id uuid,
    content text not null,
    client_key text,
    created_at timestamptz not null,
    constraint agent_message_pk primary key (workspace_id, session_id, sequence),
    constraint agent_message_session_fk foreign key (workspace_id, session_id)
        references guildhall.agent_session (workspace_id, id) on delete cascade,
    constraint agent_message_of_user check ((role = 'USER') = (user_id is not null))
);
select guildhall.isolate('guildhall.agent_message');
create unique index agent_message_client_key on guildhall.agent_message (workspace_id, session_id, user_id, client_key)
    where client_key is not null;

-- An agent's answer to a message, in the making or made. Of one session one run is claimed at a time, the oldest first;
-- a run whose node is gone is not begun again by itself, for nobody knows what its tools have done.
create table guildhall.agent_run (
    workspace_id uuid not null,
    id uuid not null,
    session_id uuid not null,
    message_sequence bigint not null,
    agent_key text not null,
    user_id uuid not null,
    scopes text[],
    readonly boolean not null,
    config jsonb not null,
    request_id text not null,
    status text not null constraint agent_run_status_known
        check (status in ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'INTERRUPTED')),
    cancelled_by uuid,
    error_code text,
    error text,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cost numeric not null default 0,
    lease_owner uuid,
    lease_id uuid,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    constraint agent_run_pk primary key (workspace_id, id),
    constraint agent_run_session_fk foreign key (workspace_id, session_id)
        references guildhall.agent_session (workspace_id, id) on delete cascade,
    constraint agent_run_claimed check ((status = 'RUNNING') = (lease_owner is not null))
);
select guildhall.isolate('guildhall.agent_run');
create unique index agent_run_running on guildhall.agent_run (workspace_id, session_id) where status = 'RUNNING';
create index agent_run_queued on guildhall.agent_run (created_at, id) where status = 'QUEUED';
create index agent_run_held on guildhall.agent_run (lease_owner) where lease_owner is not null;
create index agent_run_order on guildhall.agent_run (workspace_id, session_id, created_at, id);

-- What an answer in the making has said so far, for those who listen on another node. It need not outlive the server, for
-- neither does the run.
create unlogged table guildhall.agent_run_part (
    workspace_id uuid not null,
    run_id uuid not null,
    number integer not null,
    content text not null,
    created_at timestamptz not null default now(),
    constraint agent_run_part_pk primary key (workspace_id, run_id, number)
);
select guildhall.isolate('guildhall.agent_run_part');

-- What a run called.
create table guildhall.agent_tool_run (
    workspace_id uuid not null,
    run_id uuid not null,
    number integer not null,
    capability text not null,
    input text not null,
    output text,
    error_code text,
    error text,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    constraint agent_tool_run_pk primary key (workspace_id, run_id, number),
    constraint agent_tool_run_run_fk foreign key (workspace_id, run_id)
        references guildhall.agent_run (workspace_id, id) on delete cascade
);
select guildhall.isolate('guildhall.agent_tool_run');

-- Whether a node other than this one was seen lately, on which somebody may listen.
create function guildhall.has_other_nodes(own uuid, seen_within interval) returns boolean
language sql stable
as $$
  select exists (select from guildhall.event_node n where n.id <> own and n.seen_at > now() - seen_within)
$$;
