create table directory_contact (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  email text,
  phone text,
  company text,
  owner_id uuid, -- the member who looks after the contact; null when they have left
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create unique index directory_contact_email on directory_contact (lower(email));
create index directory_contact_owner on directory_contact (owner_id);
