-- A mail that a node has taken is claimed like other work, under the node's lease and by a claim of its own, and was
-- taken at a time by this database's clock. Before, it was made due again later.
alter table guildhall.mail
  add column lease_owner uuid,
  add column lease_id uuid,
  add column leased_at timestamptz;
create index mail_leased on guildhall.mail (leased_at) where lease_owner is not null;
