-- Attempts to deliver the next event that were begun and never ended, because the process did: counted before the
-- attempt, so that an event whose handler ends the process is put aside in the end.
alter table guildhall.event_cursor add column unfinished smallint not null default 0;
