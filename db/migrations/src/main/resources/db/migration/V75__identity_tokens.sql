-- Tokens that users make for their programs. Each is random 256 bits, kept as SHA-256 only, and ends with its user, with
-- the organization or the workspace it is bound to, and with the membership there. A row belongs to the tenant it is
-- bound to, or else to the platform.

create table guildhall.personal_access_token (
    id uuid not null constraint personal_access_token_pk primary key,
    user_id uuid not null
        constraint personal_access_token_user_fk references guildhall.user_account (id) on delete cascade,
    name text not null constraint personal_access_token_name_length check (char_length(name) between 1 and 200),
    hint text not null,
    token_hash bytea not null
        constraint personal_access_token_unique unique
        constraint personal_access_token_is_sha256 check (octet_length(token_hash) = 32),
    -- Permissions, and families such as agents.*; null for all that are the user's.
    scopes text[] constraint personal_access_token_scopes_bounded check (cardinality(scopes) between 1 and 50),
    organization_id uuid,
    -- Not called as in the tables of workspaces, for it may be null.
    bound_workspace_id uuid
        constraint personal_access_token_workspace_fk references guildhall.workspace (id) on delete cascade,
    tenant_id uuid not null generated always as (
        coalesce(bound_workspace_id, organization_id, '00000000-0000-0000-0000-000000000000')) stored,
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_from text,
    constraint personal_access_token_membership_fk foreign key (organization_id, user_id)
        references guildhall.organization_member (organization_id, user_id) on delete cascade,
    constraint personal_access_token_bound_once check (organization_id is null or bound_workspace_id is null)
);
select guildhall.isolate('guildhall.personal_access_token', 'tenant_id', 'tenant');

create index personal_access_token_of_user_created_order
    on guildhall.personal_access_token (user_id, created_at, id);
create index personal_access_token_of_member on guildhall.personal_access_token (organization_id, user_id)
    where organization_id is not null;
create index personal_access_token_of_workspace on guildhall.personal_access_token (bound_workspace_id, user_id)
    where bound_workspace_id is not null;
create index personal_access_token_expired on guildhall.personal_access_token (expires_at)
    where expires_at is not null;

-- Whoever is let in again later makes a new one.
create function guildhall.end_tokens_of_member() returns trigger language plpgsql as $$
begin
    delete from guildhall.personal_access_token
     where bound_workspace_id = old.workspace_id and user_id = old.user_id;
    return null;
end
$$;
create trigger member_takes_tokens_along after delete on guildhall.member
    for each row execute function guildhall.end_tokens_of_member();
