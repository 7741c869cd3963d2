-- The sessions of a user that are open, in the order in which they are listed.
create index user_session_open on guildhall.user_session (user_id, created_at, id)
  where app_id is null and ended_at is null;
