-- Invitations to workspaces, and the mail that carries them.

-- Mails that are to be sent, written with the change that causes them. Their content is encrypted. A mail that a node
-- has taken is due again when its lease is over; one that was delivered is gone, and one that was given up on is dead.
-- No workspace owns them, so they are under no row-level security.
create table guildhall.mail (
    id uuid not null constraint mail_pk primary key,
    topic text not null,
    content text not null,
    attempts integer not null,
    next_attempt_at timestamptz,
    useful_until timestamptz not null,
    last_error text,
    created_at timestamptz not null,
    dead_at timestamptz,
    constraint mail_is_due_or_dead check ((next_attempt_at is null) = (dead_at is not null))
);
create index mail_due on guildhall.mail (next_attempt_at) where next_attempt_at is not null;
create index mail_waiting_topic on guildhall.mail (topic) where dead_at is null;
create index mail_dead on guildhall.mail (dead_at) where dead_at is not null;

-- The secret of an invitation is 256 random bits, kept as SHA-256 only. A pending one whose time has passed counts as
-- expired; it is written down as such when another takes its place.
create table guildhall.invitation (
    id uuid not null constraint invitation_pk primary key,
    workspace_id uuid not null
        constraint invitation_workspace_fk references guildhall.workspace (id) on delete cascade,
    email text not null constraint invitation_email_length check (char_length(email) between 3 and 254),
    role text not null constraint invitation_role_known check (role in ('ADMIN', 'MEMBER', 'VIEWER', 'CUSTOM')),
    custom_role_id uuid,
    -- The role's name when the invitation was made or closed: a role can be deleted once no pending one offers it.
    role_name text not null,
    delivery text not null constraint invitation_delivery_known check (delivery in ('MAIL', 'LINK')),
    state text not null
        constraint invitation_state_known check (state in ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED', 'EXPIRED')),
    secret_hash bytea not null
        constraint invitation_secret_unique unique
        constraint invitation_secret_is_sha256 check (octet_length(secret_hash) = 32),
    invited_by uuid constraint invitation_inviter_fk references guildhall.user_account (id) on delete set null,
    -- How often it was mailed, which is limited.
    mails integer not null,
    mailed_at timestamptz,
    revision bigint not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- When its secret was made; another one replaces it.
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    closed_at timestamptz,
    constraint invitation_open_or_closed check ((state = 'PENDING') = (closed_at is null)),
    constraint invitation_offers_custom_role
        check ((role = 'CUSTOM' and state = 'PENDING') = (custom_role_id is not null)),
    constraint invitation_custom_role_fk foreign key (workspace_id, custom_role_id)
        references guildhall.custom_role (workspace_id, id)
);

select guildhall.isolate('guildhall.invitation');

create unique index invitation_one_pending on guildhall.invitation (workspace_id, lower(email))
    where state = 'PENDING';
create index invitation_of_address on guildhall.invitation (lower(email)) where state = 'PENDING';
create index invitation_mailed on guildhall.invitation (workspace_id, lower(email), mailed_at)
    where mailed_at is not null;
create index invitation_created on guildhall.invitation (workspace_id, created_at, id);
create index invitation_to_custom_role on guildhall.invitation (workspace_id, custom_role_id)
    where custom_role_id is not null;
create index invitation_inviter on guildhall.invitation (invited_by) where invited_by is not null;

-- Accounts that somebody made with a link, which anybody can have been given: that they can read mail to their address
-- is not proven, so it gives them no right to what was sent there.
create table guildhall.invitation_unproven_address (
    user_id uuid not null
        constraint invitation_unproven_address_pk primary key
        constraint invitation_unproven_address_user_fk references guildhall.user_account (id) on delete cascade,
    email text not null
);
