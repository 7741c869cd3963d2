-- People let applications of the platform act for them in workspaces that belong to no organization, too. What is of no
-- organization is seen by the platform alone, and ends with its user.

alter table guildhall.oauth_consent
    alter column organization_id drop not null,
    add column tenant_id uuid not null generated always as (
        coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) stored,
    drop constraint oauth_consent_once,
    add constraint oauth_consent_once unique nulls not distinct (organization_id, user_id, client_id),
    add constraint oauth_consent_user_fk foreign key (user_id)
        references guildhall.user_account (id) on delete cascade;
drop policy organization_scope on guildhall.oauth_consent;
select guildhall.isolate('guildhall.oauth_consent', 'tenant_id', 'tenant');

alter table guildhall.oauth_code
    alter column organization_id drop not null,
    add column tenant_id uuid not null generated always as (
        coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) stored;
drop policy organization_scope on guildhall.oauth_code;
select guildhall.isolate('guildhall.oauth_code', 'tenant_id', 'tenant');

-- An application's session is of an organization, or was opened for the workspaces of none: it never comes to reach these
-- because its user has left an organization.
alter table guildhall.user_session
    add column of_no_organization boolean not null default false,
    add constraint user_session_of_no_organization check (
        not of_no_organization or (oauth_client_id is not null and organization_id is null)),
    drop constraint user_session_app_has_organization,
    add constraint user_session_app_has_organization check (
        (app_id is null and oauth_client_id is null)
        or organization_id is not null or of_no_organization or ended_at is not null);
