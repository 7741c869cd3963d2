-- User accounts. Platform-wide: an account can be a member of many workspaces.

create table guildhall.user_account (
    id uuid not null constraint user_account_pk primary key,
    email text not null,
    full_name text not null,
    password_hash text not null,
    roles text[] not null,
    default_workspace_id uuid,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create unique index user_account_email_unique on guildhall.user_account (lower(email));

-- What other modules may join with: never more than names and addresses.
create view guildhall.user_profile as select id, email, full_name from guildhall.user_account;
