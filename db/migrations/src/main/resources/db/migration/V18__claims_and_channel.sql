-- Who carries out a request under an Idempotency-Key says so until a time, and goes on saying it; and notes in the
-- transaction that makes the request's change that it is made. When a node dies, others know by that whether to carry
-- the request out: they take over a claim that ran out, if no change was made.
alter table guildhall.idempotency_key
    add column attempt integer not null default 1,
    add column claimed_until timestamptz not null default now(),
    add column changed boolean not null default false;

-- Fails where another has taken the claim over, so that the transaction is not committed.
create function guildhall.note_change_of_request(requester uuid, used_key text, made_attempt integer) returns void
    language plpgsql as $$
begin
    update guildhall.idempotency_key set changed = true
    where user_id = requester and key = used_key and attempt = made_attempt;
    if not found then
        raise exception 'another node has taken over the request' using errcode = '55P03';
    end if;
end $$;

-- Keys of the secure channel take turns: the newest is published, and what was encrypted with one before it is opened
-- for a while. A message is opened once: its id is kept until it would be too old.
create table guildhall.portal_channel_message (
    id text not null constraint portal_channel_message_pk primary key
        constraint portal_channel_message_id_length check (char_length(id) <= 100),
    opened_until timestamptz not null
);
create index portal_channel_message_age on guildhall.portal_channel_message (opened_until);
