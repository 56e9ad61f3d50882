-- Cases in full: applications, assisting units, deferral, merge and link, appeal, publication, archive. The facts stand whole in one
-- column, as the event carries them; the columns beside it are what lists filter and sort by.

alter table cases
  add column table_version int not null default 1,
  add column facts jsonb not null default '{}',
  add column pending text[] not null default '{}',
  add column record text not null default '',
  add column excepted text not null default '',
  add column appeal_on text not null default '',
  add column master_id uuid,
  add column deferred_until date,
  add column first_contact_at timestamptz,
  add column published boolean not null default false,
  add column line text not null default '',
  add column returns int not null default 0,
  add column extensions int not null default 0,
  add column attempts int not null default 0,
  add column reopens int not null default 0,
  add column comment text not null default '',
  add column surveyed_at timestamptz,
  add column archived_at timestamptz;

create index cases_pending on cases using gin (pending) where pending <> '{}';
create index cases_master on cases (master_id) where master_id is not null;
create index cases_published on cases (closed_at desc, id desc) where published;
create index cases_open on cases (dept_path text_pattern_ops, stage) include (department, overdue, next_due_at) where stage not in ('closed','declined','merged','archived','transferred','withdrawn');
create index cases_assist on cases using gin (assist_paths) where assist_paths <> '{}';

alter table message
  add column table_version int not null default 1,
  add column facts jsonb not null default '{}',
  add column published boolean not null default false,
  add column may_publish boolean not null default false,
  add column converted_id uuid;
create index message_published on message (replied_at desc, id desc) where published;
