-- A list of what agents remember is made of what is of everybody and of what is of the reader.
create index agent_memory_common_order on guildhall.agent_memory (workspace_id, created_at, id) where user_id is null;
create index agent_memory_private_order on guildhall.agent_memory (workspace_id, user_id, created_at, id)
  where user_id is not null;
drop index guildhall.agent_memory_of_user;
create index agent_memory_of_user on guildhall.agent_memory (user_id) where user_id is not null;
