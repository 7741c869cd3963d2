-- The claim by which a lease is held. Each claim has an id of its own, and whoever writes under a lease names it: a node
-- that lost the lease and does not know it yet writes nothing, be its successor another node or itself.
alter table guildhall.event_cursor add column lease_id uuid;
alter table guildhall.webhook_queue add column lease_id uuid;
