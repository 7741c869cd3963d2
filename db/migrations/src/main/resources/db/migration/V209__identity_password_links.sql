-- Links by which people set the password of their account, as they were mailed to them: those who have forgotten it, and
-- those who never had one. The secret that stands for one is random 256 bits and kept as SHA-256.
create table guildhall.password_link (
    hash bytea not null
        constraint password_link_pk primary key
        constraint password_link_is_sha256 check (octet_length(hash) = 32),
    user_id uuid not null
        constraint password_link_user_fk references guildhall.user_account (id) on delete cascade,
    -- Of the address that it was mailed to: when the account has another one since, the link is void.
    email_key text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index password_link_of_user on guildhall.password_link (user_id, created_at);
create index password_link_expiry on guildhall.password_link (expires_at);
