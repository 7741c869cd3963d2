-- Messages of senders of webhooks that were taken lately, by their signatures: each is taken once. Older ones are known by
-- their time.
create table guildhall.extension_webhook_receipt (
  workspace_id uuid not null
    constraint extension_webhook_receipt_workspace_fk references guildhall.workspace (id) on delete cascade,
  extension_key text not null,
  signature bytea not null,
  received_at timestamptz not null default now(),
  constraint extension_webhook_receipt_pk primary key (workspace_id, extension_key, signature)
);
select guildhall.isolate('guildhall.extension_webhook_receipt');
create index extension_webhook_receipt_old on guildhall.extension_webhook_receipt (received_at);
