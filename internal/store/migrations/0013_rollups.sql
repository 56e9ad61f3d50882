-- Sums of bookings, so that a figure of a year reads some thousand rows and not every booking. A booking carries the transaction that
-- made it; rate_mark says up to which transaction bookings are contained in the sums (docs/decisions/0070). What came later is read
-- from the bookings themselves, so that a figure is exact at every instant, and no act waits for a sum.
alter table rate_entry add column txid xid8 not null default '0';
alter table rate_entry alter column txid set default pg_current_xact_id();
create index rate_entry_txid on rate_entry (txid);
create index rate_entry_known on rate_entry (at);

create table rate_mark (
  one    boolean primary key default true check (one),
  rolled xid8 not null -- bookings of earlier transactions are contained in the sums
);
-- By month and by half day of China's time: weeks of the assessment begin at noon.
create table rate_month (
  since      timestamptz not null,
  measure    text collate "C" not null,
  department text collate "C" not null,
  imported   boolean not null,
  n          bigint not null,
  primary key (since, measure, department, imported)
);
create table rate_half (like rate_month including all);

create function rate_month_of(at timestamptz) returns timestamptz language sql immutable parallel safe as $$
  select date_trunc('month', $1 at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'
$$;
create function rate_half_of(at timestamptz) returns timestamptz language sql immutable parallel safe as $$
  select date_bin('12 hours', $1, timestamptz '2000-01-01 00:00:00+08')
$$;

insert into rate_mark (rolled) select pg_snapshot_xmin(pg_current_snapshot());
insert into rate_month select rate_month_of(period_at), measure, department, imported, sum(n) from rate_entry group by 1, 2, 3, 4;
insert into rate_half select rate_half_of(period_at), measure, department, imported, sum(n) from rate_entry group by 1, 2, 3, 4;

-- What is marked as imported after its bookings were summed moves from one sum to the other. Whoever sums takes the same lock alone.
create or replace function rate_imported() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(1807203012);
  with moved as (
    select period_at, measure, department, n from rate_entry, rate_mark
    where case_id = new.id and imported is distinct from new.imported and txid < rolled
  ), both_ways as (
    select period_at, measure, department, new.imported as imported, n from moved
    union all select period_at, measure, department, not new.imported, -n from moved
  ), months as (
    insert into rate_month as r select rate_month_of(period_at), measure, department, imported, sum(n) from both_ways group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (since, measure, department, imported) do update set n = r.n + excluded.n
  )
  insert into rate_half as r select rate_half_of(period_at), measure, department, imported, sum(n) from both_ways group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (since, measure, department, imported) do update set n = r.n + excluded.n;
  update rate_entry set imported = new.imported where case_id = new.id;
  return null;
end $$;

-- Lists that are read by the nearest deadline within a stage, and what one person holds.
create index cases_stage_due on cases (stage, next_due_at, id) where next_due_at is not null;
create index cases_assignee on cases (assignee_id) where assignee_id is not null;

-- When the clock that is due first comes near, by the marks of the case's own rules (临期).
create function case_warn_at(clocks jsonb, due timestamptz) returns timestamptz language sql immutable as $$
  select min((k->>'warn_at')::timestamptz) from jsonb_array_elements($1) k
  where k->>'stopped_at' is null and (k->>'due_at')::timestamptz = $2 and (k->>'warn_at')::timestamptz > '0001-01-02'
$$;
alter table cases add column next_warn_at timestamptz generated always as (case_warn_at(clocks, next_due_at)) stored;

-- The board counts late messages.
create index message_late on message (stage) where overdue and stage <> 'closed';

-- Statistics read the bot's answers of some days. Lines are written in the order of time: a summary of each stretch of the table is
-- enough, and costs a talk nothing.
create index utterance_time on utterance using brin (at) with (pages_per_range = 16, autosummarize = on);
-- The same of units, by when a case came to them.
create index cases_dispatched on cases (dispatched_at) where dispatched_at is not null;
