-- Devices in which somebody has signed in to an account, so that its user is told of one that is new. The cookie that tells
-- a browser from others is hashed together with the account: no two accounts can be seen to share one.
create table guildhall.known_device (
    user_id uuid not null
        constraint known_device_user_fk references guildhall.user_account (id) on delete cascade,
    hash bytea not null constraint known_device_is_sha256 check (octet_length(hash) = 32),
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    constraint known_device_pk primary key (user_id, hash)
);
create index known_device_last_used on guildhall.known_device (last_used_at);
