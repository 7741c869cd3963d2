-- Kept by PostgreSQL itself. What joins words, as in acme.com or +49-30, parts them here, so that each can be found.
alter table directory_contact add column search tsvector generated always as (
  to_tsvector('simple', translate(
    name || ' ' || coalesce(company, '') || ' ' || coalesce(phone, '') || ' ' || coalesce(email, ''),
    '@._+-/()&''', '          '))
) stored;

create index directory_contact_search on directory_contact using gin (search);
