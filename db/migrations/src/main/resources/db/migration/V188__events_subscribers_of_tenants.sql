-- Subscribers belong to tenants, as events do: a workspace, an organization, or the platform. What takes records of Kafka
-- in stays a workspace's. Of which kind the tenant is stands where rows are found without knowing whose they are.

alter table guildhall.event_subscription rename column workspace_id to tenant_id;
alter table guildhall.event_cursor rename column workspace_id to tenant_id;
alter table guildhall.event_dead_letter rename column workspace_id to tenant_id;
alter table guildhall.webhook_queue rename column workspace_id to tenant_id;
alter table guildhall.webhook_delivery rename column workspace_id to tenant_id;
alter table guildhall.webhook_attempt rename column workspace_id to tenant_id;

-- The default is in no row, so that no table is written anew.
alter table guildhall.event_subscription add column tenant_kind text not null default 'WORKSPACE';
alter table guildhall.event_subscription alter column tenant_kind drop default;
alter table guildhall.event_cursor add column tenant_kind text not null default 'WORKSPACE';
alter table guildhall.event_cursor alter column tenant_kind drop default;
alter table guildhall.webhook_queue add column tenant_kind text not null default 'WORKSPACE';
alter table guildhall.webhook_queue alter column tenant_kind drop default;

create trigger event_subscription_tenant_known after insert or update of tenant_id, tenant_kind
  on guildhall.event_subscription for each row execute function guildhall.require_known_tenant();
create trigger event_cursor_tenant_known after insert or update of tenant_id, tenant_kind
  on guildhall.event_cursor for each row execute function guildhall.require_known_tenant();
create trigger webhook_queue_tenant_known after insert or update of tenant_id, tenant_kind
  on guildhall.webhook_queue for each row execute function guildhall.require_known_tenant();

do $$
declare
  subscribers text;
begin
  foreach subscribers in array array['event_subscription', 'event_cursor', 'event_dead_letter', 'webhook_queue',
                                     'webhook_delivery', 'webhook_attempt'] loop
    execute format('drop policy workspace_scope on guildhall.%I', subscribers);
    perform guildhall.isolate(format('guildhall.%I', subscribers)::regclass, 'tenant_id', 'tenant');
  end loop;
end
$$;
