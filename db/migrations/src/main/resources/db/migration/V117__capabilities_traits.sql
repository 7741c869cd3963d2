-- What the manifest says of a version beside its schemas: that it is on its way out, and that calls of it change something.
alter table guildhall.capability
    add column deprecated jsonb,
    add column changes boolean not null default false;
