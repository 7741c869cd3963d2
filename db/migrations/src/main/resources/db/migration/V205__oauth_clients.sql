-- Applications that act for people by OAuth 2.0, what people and organizations have decided about them, and the codes
-- by which they come to their tokens. The tokens themselves are sessions.

create table guildhall.oauth_client (
    id uuid not null constraint oauth_client_pk primary key,
    -- The organization whose members it is for; null for one of the platform, which is for the members of all.
    organization_id uuid
        constraint oauth_client_organization_fk references guildhall.organization (id) on delete cascade,
    tenant_id uuid not null generated always as (
        coalesce(organization_id, '00000000-0000-0000-0000-000000000000')) stored,
    name text not null constraint oauth_client_name_length check (char_length(name) between 1 and 200),
    redirect_uris text[] not null constraint oauth_client_redirect_uris_bounded check (cardinality(redirect_uris) <= 20),
    grant_types text[] not null
        constraint oauth_client_grant_types_known check (
            cardinality(grant_types) between 1 and 3
            and grant_types <@ array['AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS', 'DEVICE_CODE']),
    scopes text[] not null constraint oauth_client_scopes_bounded check (cardinality(scopes) between 1 and 50),
    -- Null for a public client, which could keep no secret.
    secret_hash bytea constraint oauth_client_secret_is_sha256 check (octet_length(secret_hash) = 32),
    secret_hint text,
    -- Whether it has registered itself, so that no administrator has looked at it (RFC 7591).
    self_registered boolean not null default false,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint oauth_client_hint_of_secret check ((secret_hash is null) = (secret_hint is null)),
    constraint oauth_client_of_none_or_registered check (organization_id is null or not self_registered)
);
select guildhall.isolate('guildhall.oauth_client', 'tenant_id', 'tenant');
create index oauth_client_created_order on guildhall.oauth_client (tenant_id, created_at, id);
create index oauth_client_self_registered on guildhall.oauth_client (created_at) where self_registered;
create index oauth_client_of_organization on guildhall.oauth_client (organization_id) where organization_id is not null;

-- Whether the members of an organization may use an application, where the organization has said so.
create table guildhall.oauth_client_rule (
    organization_id uuid not null
        constraint oauth_client_rule_organization_fk references guildhall.organization (id) on delete cascade,
    client_id uuid not null
        constraint oauth_client_rule_client_fk references guildhall.oauth_client (id) on delete cascade,
    allowed boolean not null,
    decided_at timestamptz not null,
    constraint oauth_client_rule_pk primary key (organization_id, client_id)
);
select guildhall.isolate('guildhall.oauth_client_rule', 'organization_id', 'organization');
create index oauth_client_rule_of_client on guildhall.oauth_client_rule (client_id);

-- What members of organizations have allowed applications to do for them there.
create table guildhall.oauth_consent (
    id uuid not null constraint oauth_consent_pk primary key,
    organization_id uuid not null,
    user_id uuid not null,
    client_id uuid not null
        constraint oauth_consent_client_fk references guildhall.oauth_client (id) on delete cascade,
    scopes text[] not null constraint oauth_consent_scopes_bounded check (cardinality(scopes) between 1 and 50),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint oauth_consent_once unique (organization_id, user_id, client_id),
    constraint oauth_consent_member_fk foreign key (organization_id, user_id)
        references guildhall.organization_member (organization_id, user_id) on delete cascade
);
select guildhall.isolate('guildhall.oauth_consent', 'organization_id', 'organization');
create index oauth_consent_of_user on guildhall.oauth_consent (user_id, created_at, id);
create index oauth_consent_of_client on guildhall.oauth_consent (client_id);
create trigger consent_is_of_no_suspended_member before insert or update on guildhall.oauth_consent
    for each row execute function guildhall.require_member_who_is_not_suspended('oauth_consent_member_fk');

-- A code works once. It is kept until it expires, so that a second use is known for what it is.
create table guildhall.oauth_code (
    hash bytea not null
        constraint oauth_code_pk primary key
        constraint oauth_code_is_sha256 check (octet_length(hash) = 32),
    consent_id uuid not null
        constraint oauth_code_consent_fk references guildhall.oauth_consent (id) on delete cascade,
    organization_id uuid not null,
    redirect_uri text not null,
    -- The S256 challenge of PKCE.
    challenge text not null,
    scopes text[] not null constraint oauth_code_scopes_bounded check (cardinality(scopes) between 1 and 50),
    expires_at timestamptz not null,
    used_at timestamptz,
    -- The session that came of it.
    session_id uuid
);
select guildhall.isolate('guildhall.oauth_code', 'organization_id', 'organization');
create index oauth_code_of_consent on guildhall.oauth_code (consent_id);
create index oauth_code_expiry on guildhall.oauth_code (expires_at);
