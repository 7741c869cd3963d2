-- What agents are to remember: of the whole workspace, of one agent, or of one user, and perhaps of one agent with one user.
create table guildhall.agent_memory (
    workspace_id uuid not null
        constraint agent_memory_workspace_fk references guildhall.workspace (id) on delete cascade,
    id uuid not null,
    agent_key text,
    user_id uuid,
    content text not null,
    created_by uuid not null,
    created_at timestamptz not null,
    words tsvector generated always as (to_tsvector('simple', content)) stored,
    constraint agent_memory_pk primary key (workspace_id, id)
);
select guildhall.isolate('guildhall.agent_memory');
create index agent_memory_order on guildhall.agent_memory (workspace_id, created_at, id);
create index agent_memory_of_user on guildhall.agent_memory (user_id, workspace_id) where user_id is not null;
create index agent_memory_words on guildhall.agent_memory using gin (words);
