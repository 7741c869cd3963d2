-- The tokens by which applications of organizations act as themselves (client credentials).
create table guildhall.oauth_token (
    id uuid not null constraint oauth_token_pk primary key,
    hash bytea not null
        constraint oauth_token_hash_unique unique
        constraint oauth_token_is_sha256 check (octet_length(hash) = 32),
    client_id uuid not null
        constraint oauth_token_client_fk references guildhall.oauth_client (id) on delete cascade,
    organization_id uuid not null
        constraint oauth_token_organization_fk references guildhall.organization (id) on delete cascade,
    scopes text[] not null constraint oauth_token_scopes_bounded check (cardinality(scopes) between 1 and 50),
    created_at timestamptz not null,
    expires_at timestamptz not null
);
select guildhall.isolate('guildhall.oauth_token', 'organization_id', 'organization');
create index oauth_token_of_client on guildhall.oauth_token (client_id, expires_at);
create index oauth_token_of_organization on guildhall.oauth_token (organization_id);
create index oauth_token_expiry on guildhall.oauth_token (expires_at);
