-- A secret of an application that was replaced works on for a day, however soon its successor is replaced too. The newest
-- of them is first; each is known by its hash, in hexadecimal digits. And when an application was given tokens last.
alter table guildhall.oauth_client
    add column former_secrets text[] not null default '{}',
    add column former_secrets_until timestamptz[] not null default '{}',
    add constraint oauth_client_former_secrets_end
        check (cardinality(former_secrets) = cardinality(former_secrets_until)),
    add constraint oauth_client_former_secrets_of_confidential
        check (secret_hash is not null or cardinality(former_secrets) = 0),
    add column last_used_at timestamptz,
    add column last_used_from text,
    add column last_use_written_at timestamptz;
