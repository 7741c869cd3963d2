-- Each handler of a subscriber has a cursor of its own, so that one that fails delays itself only. The empty name is for
-- the subscriber as a whole: it has one handler, or its handlers are not known yet.
select set_config('guildhall.scope', 'platform', true); -- for the rows of all workspaces
alter table guildhall.event_dead_letter
  drop constraint event_dead_letter_cursor_exists,
  drop constraint event_dead_letter_pkey,
  add column handler text not null default '';
alter table guildhall.event_cursor
  drop constraint event_cursor_pkey,
  add column handler text not null default '';
alter table guildhall.event_cursor
  add constraint event_cursor_pkey primary key (workspace_id, kind, subscriber, handler);
alter table guildhall.event_dead_letter
  add constraint event_dead_letter_pkey primary key (workspace_id, kind, subscriber, sequence, handler),
  add constraint event_dead_letter_cursor_exists foreign key (workspace_id, kind, subscriber, handler)
    references guildhall.event_cursor on delete cascade;
