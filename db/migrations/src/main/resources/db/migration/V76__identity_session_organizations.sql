-- A session is scoped to an organization of its user, or to none. It stays open when its user leaves the organization,
-- scoped to none; but one that an app opened for a user of its organization, whose tokens it has, ends then.
-- A row belongs to the organization, or else to the platform.

alter table guildhall.user_session
    add column organization_id uuid,
    add column tenant_id uuid not null generated always as (
        coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) stored,
    -- Of a session of a token that an app had made: the app, and what the token is limited to; null scopes for all.
    add column app_id uuid constraint user_session_app_fk references guildhall.app (id) on delete cascade,
    add column scopes text[] constraint user_session_scopes_bounded check (cardinality(scopes) between 1 and 50),
    -- How many seconds each of its access tokens works.
    add column token_seconds integer constraint user_session_token_seconds check (token_seconds between 1 and 31536000),
    add column last_used_from text,
    alter column cookie_hash drop not null,
    add constraint user_session_cookie_or_app check ((cookie_hash is null) = (app_id is not null)),
    add constraint user_session_scopes_of_app check (app_id is not null or scopes is null),
    add constraint user_session_token_of_app check ((app_id is null) = (token_seconds is null)),
    add constraint user_session_app_has_organization check (
        app_id is null or organization_id is not null or ended_at is not null),
    drop constraint user_session_end_reason_known,
    add constraint user_session_end_reason_known check (
        end_reason in ('SIGNED_OUT', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'TOKEN_REUSED', 'NOT_A_USER', 'REVOKED',
                       'LEFT_ORGANIZATION')),
    add constraint user_session_membership_fk foreign key (organization_id, user_id)
        references guildhall.organization_member (organization_id, user_id) on delete set null (organization_id);
select guildhall.isolate('guildhall.user_session', 'tenant_id', 'tenant');

create index user_session_of_member on guildhall.user_session (organization_id, user_id)
    where organization_id is not null;
create index user_session_of_app_user on guildhall.user_session (app_id, user_id, created_at, id)
    where app_id is not null;

create function guildhall.end_session_of_former_member() returns trigger language plpgsql as $$
begin
    new.ended_at := coalesce(new.ended_at, now());
    new.end_reason := coalesce(new.end_reason, 'LEFT_ORGANIZATION');
    return new;
end
$$;
create trigger session_of_app_ends_with_membership before update of organization_id on guildhall.user_session
    for each row when (old.app_id is not null and new.organization_id is null)
    execute function guildhall.end_session_of_former_member();

-- A key stays until all it signed has expired, which some tokens of apps do late.
alter table guildhall.signing_key add column needed_until timestamptz;

-- Who belongs to the organizations of which apps, for others to join with. It shows what the scope lets the reader see.
create view guildhall.app_membership with (security_invoker = true) as
select m.user_id, m.organization_id, o.app_id
  from guildhall.organization_member m
  join guildhall.organization o on o.id = m.organization_id;
