-- The products that are run on the platform, and the keys that their backends come with. Both are the platform's, so
-- there is no row-level security on them. Keys are random 256 bits and kept as SHA-256 only; the hint is how people tell
-- one from another.

create table guildhall.app (
    id uuid not null constraint app_pk primary key,
    name text not null constraint app_name_length check (char_length(name) between 1 and 200),
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index app_name_unique on guildhall.app (lower(name));
create index app_name_order on guildhall.app (name collate "C", id);
create index app_created_order on guildhall.app (created_at, id);

create table guildhall.app_key (
    id uuid not null constraint app_key_pk primary key,
    app_id uuid not null constraint app_key_app_fk references guildhall.app (id) on delete cascade,
    name text not null constraint app_key_name_length check (char_length(name) between 1 and 200),
    hint text not null,
    key_hash bytea not null
        constraint app_key_unique unique
        constraint app_key_is_sha256 check (octet_length(key_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    last_used_from text
);
create index app_key_created_order on guildhall.app_key (app_id, created_at, id);
