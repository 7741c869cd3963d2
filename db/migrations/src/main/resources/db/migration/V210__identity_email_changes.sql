-- Changes of their address that people have asked for themselves: until the new address has confirmed one, and after that
-- while the former address can undo it. Links are secrets of random 256 bits, kept as SHA-256.
create table guildhall.email_change (
    id uuid not null constraint email_change_pk primary key,
    user_id uuid not null
        constraint email_change_user_fk references guildhall.user_account (id) on delete cascade,
    former_email text not null,
    email text not null,
    -- Of the time when it was asked for: whoever sets another password since has it forgotten.
    password_version integer not null,
    confirm_hash bytea not null
        constraint email_change_confirm_unique unique
        constraint email_change_confirm_is_sha256 check (octet_length(confirm_hash) = 32),
    undo_hash bytea not null
        constraint email_change_undo_unique unique
        constraint email_change_undo_is_sha256 check (octet_length(undo_hash) = 32),
    -- In what the former address is told when it is done; the link of before goes on to work beside it.
    done_undo_hash bytea
        constraint email_change_done_undo_unique unique
        constraint email_change_done_undo_is_sha256 check (octet_length(done_undo_hash) = 32),
    created_at timestamptz not null,
    -- Until when it can be confirmed, and when it is done, be undone.
    expires_at timestamptz not null,
    completed_at timestamptz,
    constraint email_change_done_can_be_undone check ((completed_at is null) = (done_undo_hash is null))
);
create unique index email_change_one_open on guildhall.email_change (user_id) where completed_at is null;
create index email_change_of_user on guildhall.email_change (user_id, created_at);
create index email_change_expiry on guildhall.email_change (expires_at);
