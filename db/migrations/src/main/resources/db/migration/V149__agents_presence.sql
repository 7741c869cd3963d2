-- Who follows a group session, by the node on which they do. It need not outlive the server, for neither do they.
create unlogged table guildhall.agent_presence (
    workspace_id uuid not null,
    session_id uuid not null,
    node uuid not null,
    user_id uuid not null,
    constraint agent_presence_pk primary key (workspace_id, session_id, node, user_id)
);
select guildhall.isolate('guildhall.agent_presence');
create index agent_presence_of_node on guildhall.agent_presence (node);
