-- Catalogues that the office keeps itself: each publication is a version; undoing one is publishing its predecessor again.
create table catalogue_version (
  kind     text not null check (kind in ('class', 'duty', 'department', 'template')),
  version  int not null,
  at       timestamptz not null,
  by_id    text not null,
  by_name  text not null,
  reason   text not null,
  rows     jsonb not null,
  changes  jsonb not null,
  primary key (kind, version)
);
create function tell_catalogue() returns trigger language plpgsql as $$
begin
  perform pg_notify('minhu_catalogue', new.kind);
  return null;
end $$;
create trigger catalogue_version_told after insert on catalogue_version for each row execute function tell_catalogue();
create trigger catalogue_version_grows before update or delete or truncate on catalogue_version for each statement execute function refuse_change();

-- Who works at night gets what happens at night: hours of the day, over midnight when from > to; without hours at any other time.
alter table duty add column from_hour smallint check (from_hour between 0 and 24), add column to_hour smallint check (to_hour between 0 and 24);
alter table duty drop constraint duty_pkey;
create unique index duty_key on duty (class, district, coalesce(from_hour, -1));

create table template (
  code   text primary key,
  use    text not null,
  title  text not null,
  body   text not null,
  active boolean not null default true,
  sort   int not null default 0
);
