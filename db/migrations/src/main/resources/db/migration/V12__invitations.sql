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
