-- Which secret an installation shares with its service: they are numbered, and the first has no number of its own.
alter table guildhall.installation
    add column secret_number integer not null default 0,
    add column secret_rotated_at timestamptz;
