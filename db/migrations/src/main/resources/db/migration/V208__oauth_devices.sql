-- Devices without a browser that wait for somebody to let their application in (RFC 8628), elsewhere, by a short code.
create table guildhall.oauth_device (
    device_hash bytea not null
        constraint oauth_device_pk primary key
        constraint oauth_device_is_sha256 check (octet_length(device_hash) = 32),
    user_code text not null constraint oauth_device_user_code_unique unique,
    client_id uuid not null
        constraint oauth_device_client_fk references guildhall.oauth_client (id) on delete cascade,
    scopes text[] not null constraint oauth_device_scopes_bounded check (cardinality(scopes) between 1 and 50),
    expires_at timestamptz not null,
    polled_at timestamptz,
    interval_seconds integer not null,
    decided_at timestamptz,
    -- What somebody has consented to; null as long as nobody has decided, and for who refused.
    consent_id uuid constraint oauth_device_consent_fk references guildhall.oauth_consent (id) on delete cascade,
    constraint oauth_device_consent_is_decided check (consent_id is null or decided_at is not null)
);
create index oauth_device_of_client on guildhall.oauth_device (client_id);
create index oauth_device_of_consent on guildhall.oauth_device (consent_id) where consent_id is not null;
create index oauth_device_expiry on guildhall.oauth_device (expires_at);
