-- How the members of an organization sign in with its own identity provider. Certificates are public; the secret of an
-- OpenID Connect client is sealed for its row.

create table guildhall.organization_sso (
    organization_id uuid not null
        constraint organization_sso_pk primary key
        constraint organization_sso_organization_fk references guildhall.organization (id) on delete cascade,
    provider text not null constraint organization_sso_provider_known check (provider in ('SAML', 'OIDC')),
    issuer_url text constraint organization_sso_issuer_url_length check (char_length(issuer_url) between 1 and 2048),
    entity_id text constraint organization_sso_entity_id_length check (char_length(entity_id) between 1 and 1024),
    certificate text
        constraint organization_sso_certificate_length check (char_length(certificate) between 1 and 40000),
    client_id text constraint organization_sso_client_id_length check (char_length(client_id) between 1 and 512),
    client_secret text,
    auto_provision boolean not null,
    jit_provisioning boolean not null,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint organization_sso_saml_is_complete
        check (provider <> 'SAML' or (entity_id is not null and certificate is not null)),
    constraint organization_sso_oidc_is_complete check (provider <> 'OIDC' or issuer_url is not null)
);
select guildhall.isolate('guildhall.organization_sso', 'organization_id', 'organization');
