-- The portals that may speak with the Portal surface, and the keys that what they encrypt is opened with. Neither is a
-- workspace's, so there is no row-level security on them. Codes are random 256 bits and kept as SHA-256 only; private
-- keys are sealed.

create table guildhall.portal (
    id uuid not null constraint portal_pk primary key,
    name text not null constraint portal_name_length check (char_length(name) between 1 and 200),
    secure_channel text not null
        constraint portal_secure_channel_known check (secure_channel in ('OPTIONAL', 'REQUIRED')),
    code_hash bytea not null
        constraint portal_code_unique unique
        constraint portal_code_is_sha256 check (octet_length(code_hash) = 32),
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index portal_name_unique on guildhall.portal (lower(name));

-- One for now; a client names the one it used by the kid in the header of what it sends.
create table guildhall.portal_channel_key (
    generation integer not null constraint portal_channel_key_pk primary key,
    kid text not null constraint portal_channel_key_kid_unique unique,
    sealed_jwk text not null,
    created_at timestamptz not null
);
