-- The key by which this server is known to SAML providers: it signs requests, and assertions are encrypted for it. One for
-- the whole installation, which follows from no tenant; the private part is sealed. The generation settles which of two nodes
-- made it.
create table guildhall.saml_key (
    generation integer not null constraint saml_key_pk primary key,
    certificate text not null,
    sealed_private_key text not null,
    created_at timestamptz not null
);

alter table guildhall.organization_sso
    -- Whether requests to the SAML provider are signed.
    add column sign_requests boolean not null default false;
