-- A domain that is proven is looked up again once a day, and so is one that was until its record went missing.

alter table guildhall.sso_domain
    add column next_check_at timestamptz not null default now(),
    -- How many of these checks, one after the other, have not found the record.
    add column misses integer not null default 0
        constraint sso_domain_misses_counted check (misses >= 0),
    add column lapsed_at timestamptz,
    add constraint sso_domain_lapsed_is_not_verified check (lapsed_at is null or verified_at is null);
-- Not all at once.
update guildhall.sso_domain set next_check_at = now() + random() * interval '1 day';
create index sso_domain_due on guildhall.sso_domain (next_check_at)
    where verified_at is not null or lapsed_at is not null;
