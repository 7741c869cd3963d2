-- Signing in by the identity provider of an organization.

alter table guildhall.organization_sso
    -- Whether members whom the provider can vouch for sign in by it only.
    add column enforced boolean not null default false,
    add constraint organization_sso_enforced_is_oidc check (not enforced or provider = 'OIDC');

-- The domains that an organization says are its own. One that is proven, by a DNS record, is no other's in the app.
create table guildhall.sso_domain (
    organization_id uuid not null
        constraint sso_domain_organization_fk references guildhall.organization (id) on delete cascade,
    domain text not null constraint sso_domain_length check (char_length(domain) between 3 and 253),
    app_id uuid not null constraint sso_domain_app_fk references guildhall.app (id) on delete cascade,
    record_value text not null,
    created_at timestamptz not null,
    checked_at timestamptz,
    verified_at timestamptz,
    finding text,
    constraint sso_domain_pk primary key (organization_id, domain)
);
create unique index sso_domain_proven_once on guildhall.sso_domain (domain, app_id) where verified_at is not null;
create index sso_domain_of_app on guildhall.sso_domain (app_id);
select guildhall.isolate('guildhall.sso_domain', 'organization_id', 'organization');

-- Sign-ins that were begun. State and browser secret are hashed; the verifier and the nonce follow from the latter.
create table guildhall.sso_attempt (
    state_hash bytea not null constraint sso_attempt_pk primary key,
    browser_hash bytea not null,
    organization_id uuid not null
        constraint sso_attempt_sso_fk references guildhall.organization_sso (organization_id) on delete cascade,
    sso_revision bigint not null,
    return_to text not null constraint sso_attempt_return_to_length check (char_length(return_to) between 1 and 1024),
    expires_at timestamptz not null
);
create index sso_attempt_of_organization on guildhall.sso_attempt (organization_id);
create index sso_attempt_expiry on guildhall.sso_attempt (expires_at);
select guildhall.isolate('guildhall.sso_attempt', 'organization_id', 'organization');

-- Whose account a subject of a provider signs in to. Another issuer's subjects are other people.
create table guildhall.sso_identity (
    id uuid not null constraint sso_identity_pk primary key,
    organization_id uuid not null
        constraint sso_identity_sso_fk references guildhall.organization_sso (organization_id) on delete cascade,
    issuer text not null,
    subject text not null constraint sso_identity_subject_length check (char_length(subject) between 1 and 255),
    user_id uuid not null
        constraint sso_identity_user_fk references guildhall.user_account (id) on delete cascade,
    created_at timestamptz not null,
    constraint sso_identity_subject_unique unique (organization_id, issuer, subject),
    constraint sso_identity_user_unique unique (organization_id, issuer, user_id)
);
create index sso_identity_of_user on guildhall.sso_identity (user_id);
select guildhall.isolate('guildhall.sso_identity', 'organization_id', 'organization');

-- A session that a provider opened remembers for whom, and what the provider calls it.
alter table guildhall.user_session
    add column sso_identity_id uuid
        constraint user_session_sso_identity_fk references guildhall.sso_identity (id) on delete set null,
    add column sso_sid text constraint user_session_sso_sid_length check (char_length(sso_sid) between 1 and 255),
    drop constraint user_session_end_reason_known,
    add constraint user_session_end_reason_known check (
        end_reason in ('SIGNED_OUT', 'PASSWORD_CHANGED', 'PASSWORD_RESET', 'TOKEN_REUSED', 'NOT_A_USER', 'REVOKED',
                       'LEFT_ORGANIZATION', 'PROVIDER_SIGNED_OUT'));
create index user_session_of_sso_identity on guildhall.user_session (sso_identity_id)
    where sso_identity_id is not null;
