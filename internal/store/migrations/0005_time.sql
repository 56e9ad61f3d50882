-- Limit rules and working calendars as they were published, what is in force, and the jobs that follow from a change.

-- A version never changes; what the program brings with it is not repeated here.
create table time_version (
  kind           text not null check (kind in ('rule_set', 'calendar')),
  id             text not null,
  version        text not null,
  body           jsonb not null,
  published_at   timestamptz not null,
  published_by   text not null,
  published_name text not null,
  reason         text not null,
  primary key (kind, id, version)
);
create trigger time_version_grows before update or delete or truncate on time_version for each statement execute function refuse_change();

-- What new cases are opened with: the newest row of a kind counts.
create table time_force (
  seq       bigint generated always as identity primary key,
  kind      text not null check (kind in ('rule_set', 'calendar')),
  reference text not null,
  at        timestamptz not null,
  by_id     text not null,
  by_name   text not null,
  reason    text not null
);
create index time_force_newest on time_force (kind, seq desc);
create trigger time_force_grows before update or delete or truncate on time_force for each statement execute function refuse_change();

-- Long work on clocks: recount (a calendar was published), rehearsal, sweep. A job is taken with a lease and goes on behind its
-- cursor when whoever ran it is gone.
create table time_job (
  id           uuid primary key,
  kind         text not null check (kind in ('recount', 'rehearsal', 'sweep')),
  state        text not null default 'queued' check (state in ('queued', 'running', 'cancelling', 'done', 'failed', 'cancelled')),
  params       jsonb not null default '{}',
  cursor       text not null default '',
  done         int not null default 0,
  total        int not null default 0,
  progress     jsonb not null default '{}',
  result       jsonb,
  fault        text not null default '',
  created_at   timestamptz not null,
  created_by   text not null default '',
  created_name text not null default '',
  started_at   timestamptz,
  finished_at  timestamptz,
  lease_until  timestamptz,
  holder       text not null default ''
);
create index time_job_open on time_job (created_at) where state in ('queued', 'running', 'cancelling');
create index time_job_recent on time_job (kind, created_at desc);

create function time_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('minhu_time', tg_table_name);
  return null;
end $$;
create trigger time_force_changed after insert on time_force for each statement execute function time_changed();
create trigger time_job_added after insert on time_job for each statement execute function time_changed();

-- Whoever walks all that has a clock goes by id: the deadlines move under his feet.
create index cases_clocked on cases (id) where next_due_at is not null;
create index message_clocked on message (id) where next_due_at is not null;
