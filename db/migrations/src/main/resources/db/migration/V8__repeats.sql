-- Requests that were sent with an Idempotency-Key, so that a repeat gets the first answer. Kept for a day. The answer
-- may hold a secret that is shown once, so it is encrypted.

create table guildhall.idempotency_key (
    user_id uuid not null,
    key text not null,
    request_hash bytea not null,
    answer text,
    created_at timestamptz not null,
    constraint idempotency_key_pk primary key (user_id, key)
);

create index idempotency_key_age on guildhall.idempotency_key (created_at);
