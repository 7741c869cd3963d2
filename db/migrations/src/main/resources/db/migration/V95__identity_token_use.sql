-- The last use of a credential is written once a minute at most, whichever node writes it.
alter table guildhall.personal_access_token add column last_use_written_at timestamptz;
alter table guildhall.user_session add column last_use_written_at timestamptz;
alter table guildhall.app_key add column last_use_written_at timestamptz;

-- The tokens that an app has made for a user are listed and counted without those that have ended.
drop index guildhall.user_session_of_app_user;
create index user_session_of_app_user on guildhall.user_session (app_id, user_id, created_at, id)
    where app_id is not null and ended_at is null;
create index user_session_of_app on guildhall.user_session (app_id) where app_id is not null;
