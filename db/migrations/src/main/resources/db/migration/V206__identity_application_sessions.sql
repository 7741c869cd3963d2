-- A session stands for an application's grant too: its tokens end by all that ends a session. It is of one organization
-- and ends when its user leaves that.

alter table guildhall.user_session
    add column oauth_client_id uuid
        constraint user_session_oauth_client_fk references guildhall.oauth_client (id) on delete cascade,
    drop constraint user_session_cookie_or_app,
    add constraint user_session_cookie_or_app check (
        (cookie_hash is null) = (app_id is not null or oauth_client_id is not null)),
    add constraint user_session_of_one check (app_id is null or oauth_client_id is null),
    drop constraint user_session_scopes_of_app,
    add constraint user_session_scopes_of_app check (
        app_id is not null or (oauth_client_id is not null) = (scopes is not null)),
    drop constraint user_session_token_of_app,
    add constraint user_session_token_of_app check (
        (app_id is null and oauth_client_id is null) = (token_seconds is null)),
    drop constraint user_session_app_has_organization,
    add constraint user_session_app_has_organization check (
        (app_id is null and oauth_client_id is null) or organization_id is not null or ended_at is not null);
create index user_session_of_oauth_client on guildhall.user_session (oauth_client_id, organization_id, user_id)
    where oauth_client_id is not null;

drop trigger session_of_app_ends_with_membership on guildhall.user_session;
create trigger session_of_app_ends_with_membership before update of organization_id on guildhall.user_session
    for each row when (
        (old.app_id is not null or old.oauth_client_id is not null) and new.organization_id is null)
    execute function guildhall.end_session_of_former_member();
