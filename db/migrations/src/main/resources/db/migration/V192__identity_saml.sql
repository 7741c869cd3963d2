-- Signing in by SAML 2.0.

alter table guildhall.organization_sso
    -- Where the provider takes requests to sign somebody in, by the HTTP-Redirect binding.
    add column single_sign_on_url text
        constraint organization_sso_single_sign_on_url_length check (char_length(single_sign_on_url) between 1 and 2048),
    drop constraint organization_sso_enforced_is_oidc;

-- A provider may have the same name in both protocols, and other subjects in each.
alter table guildhall.sso_identity
    add column provider text not null default 'OIDC'
        constraint sso_identity_provider_known check (provider in ('SAML', 'OIDC')),
    drop constraint sso_identity_subject_unique,
    drop constraint sso_identity_user_unique,
    add constraint sso_identity_subject_unique unique (organization_id, provider, issuer, subject),
    add constraint sso_identity_user_unique unique (organization_id, provider, issuer, user_id);
alter table guildhall.sso_identity alter column provider drop default;

-- The assertions that somebody has signed in by, for as long as they say they are good: each is good once.
create table guildhall.saml_assertion (
    organization_id uuid not null
        constraint saml_assertion_sso_fk references guildhall.organization_sso (organization_id) on delete cascade,
    assertion_hash bytea not null,
    expires_at timestamptz not null,
    constraint saml_assertion_pk primary key (organization_id, assertion_hash)
);
create index saml_assertion_expiry on guildhall.saml_assertion (expires_at);
select guildhall.isolate('guildhall.saml_assertion', 'organization_id', 'organization');

-- What the provider has answered last, for who configures it: without what it says of the person.
create table guildhall.saml_answer (
    organization_id uuid not null
        constraint saml_answer_pk primary key
        constraint saml_answer_sso_fk references guildhall.organization_sso (organization_id) on delete cascade,
    answered_at timestamptz not null,
    refusal text,
    sent jsonb not null
);
select guildhall.isolate('guildhall.saml_answer', 'organization_id', 'organization');
