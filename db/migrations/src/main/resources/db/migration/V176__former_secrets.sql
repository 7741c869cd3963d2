-- A secret that was replaced signs on for a day, however soon its successor is replaced too. The newest of them is first.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces

alter table guildhall.event_subscription
  add column former_secrets text[] not null default '{}',
  add column former_secrets_until timestamptz[] not null default '{}',
  add constraint event_subscription_former_secrets_end
    check (cardinality(former_secrets) = cardinality(former_secrets_until));
update guildhall.event_subscription
   set former_secrets = array[previous_secret], former_secrets_until = array[previous_secret_until]
 where previous_secret is not null;
alter table guildhall.event_subscription drop column previous_secret, drop column previous_secret_until;

alter table guildhall.capability_endpoint
  add column former_secrets text[] not null default '{}',
  add column former_secrets_until timestamptz[] not null default '{}',
  add constraint capability_endpoint_former_secrets_end
    check (cardinality(former_secrets) = cardinality(former_secrets_until));
update guildhall.capability_endpoint
   set former_secrets = array[previous_secret], former_secrets_until = array[previous_secret_until]
 where previous_secret is not null;
alter table guildhall.capability_endpoint drop column previous_secret, drop column previous_secret_until;

-- Those of an installation are made of their numbers, so that only the times are kept.
alter table guildhall.installation add column former_secrets_until timestamptz[] not null default '{}';
update guildhall.installation
   set former_secrets_until = array[secret_rotated_at + interval '24 hours']
 where secret_rotated_at is not null;
alter table guildhall.installation drop column secret_rotated_at;
