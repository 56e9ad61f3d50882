-- name: rate_units
select id, path, coalesce(parent_id, '') as parent, short_name as name, kind, level from department order by path

-- name: rate_sums
-- What was booked under a period [$1, $2), as it was known at $3. Whole months [$5, $6) and the half days around them, [$4, $5) and
-- [$6, $7), come from the sums, and the rest from the bookings: the edges of the period, what came after the mark, and, taken away,
-- what was not known yet.
select measure, department, imported, sum(n)::int as n from (
  select measure, department, imported, n from rate_month where since >= $5 and since < $6
  union all select measure, department, imported, n from rate_half where since >= $4 and since < $5
  union all select measure, department, imported, n from rate_half where since >= $6 and since < $7
  union all select measure, department, imported, n from rate_entry where period_at >= $1 and period_at < $4 and txid < (select rolled from rate_mark)
  union all select measure, department, imported, n from rate_entry where period_at >= $7 and period_at < $2 and txid < (select rolled from rate_mark)
  union all select measure, department, imported, n from rate_entry where txid >= (select rolled from rate_mark) and period_at >= $1 and period_at < $2
  union all select measure, department, imported, -n from rate_entry where at > $3 and period_at >= $1 and period_at < $2
) t group by measure, department, imported having sum(n) <> 0

-- name: rate_raw_sums
-- The same from the bookings alone.
select measure, department, imported, sum(n)::int as n from rate_entry
where period_at >= $1 and period_at < $2 and at <= $3 group by measure, department, imported having sum(n) <> 0

-- name: lock_rate_sums
select pg_try_advisory_xact_lock(1807203012)

-- name: roll_rates
-- Adds the bookings of finished transactions to the sums and moves the mark, in one statement.
with mark as (select rolled from rate_mark for update),
next as (select greatest(pg_snapshot_xmin(pg_current_snapshot()), rolled) as to_txid from mark),
fresh as (
  select period_at, measure, department, imported, n from rate_entry, mark, next where txid >= mark.rolled and txid < next.to_txid
), months as (
  insert into rate_month as r select rate_month_of(period_at), measure, department, imported, sum(n) from fresh group by 1, 2, 3, 4
  on conflict (since, measure, department, imported) do update set n = r.n + excluded.n
), halves as (
  insert into rate_half as r select rate_half_of(period_at), measure, department, imported, sum(n) from fresh group by 1, 2, 3, 4
  on conflict (since, measure, department, imported) do update set n = r.n + excluded.n
)
update rate_mark set rolled = next.to_txid from next returning (select count(*) from fresh)::int as n

-- name: rate_sum_differences
-- How many sums are not what the bookings they contain add up to.
with booked as (
  select period_at, measure, department, imported, n from rate_entry where txid < (select rolled from rate_mark)
), months as (
  select rate_month_of(period_at) as since, measure, department, imported, sum(n) as n from booked group by 1, 2, 3, 4
), halves as (
  select rate_half_of(period_at) as since, measure, department, imported, sum(n) as n from booked group by 1, 2, 3, 4
)
select ((select count(*) from months b full join rate_month r using (since, measure, department, imported) where coalesce(b.n, 0) <> coalesce(r.n, 0))
  + (select count(*) from halves b full join rate_half r using (since, measure, department, imported) where coalesce(b.n, 0) <> coalesce(r.n, 0)))::int as n

-- name: rate_book
-- What the bookings of one case add up to, as they were known at an instant.
select measure, department, period_at, sum(n)::int as n from rate_entry where case_id = $1 and at <= $2
group by measure, department, period_at having sum(n) <> 0

-- name: rate_events
-- The events of one page of cases, by case and order.
select e.subject_id, e.seq, e.aggregate, e.act, e.actor_kind, e.actor_id, e.actor_name, e.actor_role, e.actor_dept, e.at, e.from_stage,
  e.to_stage, e.department, e.kind, e.urgency, e.citizen, e.clocks, e.data, e.update_id, e.digest
from (select id from cases where id > $1 order by id limit $2) p join event e on e.subject_id = p.id order by e.subject_id, e.seq

-- name: rate_books
-- What the bookings of one page of cases add up to.
select t.case_id, t.measure, t.department, t.period_at, sum(t.n)::int as n
from (select id from cases where id > $1 order by id limit $2) p join rate_entry t on t.case_id = p.id
group by t.case_id, t.measure, t.department, t.period_at having sum(t.n) <> 0

-- name: add_rate_edition
insert into rate_edition (id, title, period_from, period_to, cutoff, imported, indicators, units, published_at, published_by, published_name, note)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)

-- name: freeze_rate_edition
insert into rate_edition_part (edition_id, measure, department, case_id, n)
select $1::uuid, measure, department, case_id, sum(n)::int from rate_entry
where period_at >= $2 and period_at < $3 and at <= $4 and ($5 or not imported)
group by measure, department, case_id having sum(n) <> 0

-- name: rate_edition
select id, title, period_from, period_to, cutoff, imported, indicators, units, published_at, published_by, published_name, note
from rate_edition where id = $1

-- name: rate_editions
select id, title, period_from, period_to, cutoff, imported, published_at, published_name, note
from rate_edition where (published_at, id) < ($1::timestamptz, $2::uuid) order by published_at desc, id desc limit $3

-- name: rate_edition_sums
select measure, department, false as imported, sum(n)::int as n from rate_edition_part where edition_id = $1 group by measure, department

-- name: rate_edition_changes
-- What differs now from what was frozen, case by case, with the reason that was booked last.
with frozen as (
  select measure, department, case_id, n from rate_edition_part where edition_id = $1
), present as (
  select measure, department, case_id, sum(n)::int as n from rate_entry
  where period_at >= $2 and period_at < $3 and ($5 or not imported) group by measure, department, case_id having sum(n) <> 0
)
select coalesce(f.measure, p.measure) as measure, coalesce(f.department, p.department) as department, coalesce(f.case_id, p.case_id) as case_id,
  coalesce(p.n, 0) - coalesce(f.n, 0) as n,
  coalesce((select t.reason from rate_entry t where t.case_id = coalesce(f.case_id, p.case_id) and t.measure = coalesce(f.measure, p.measure)
    and t.at > $4 and t.reason <> 'first' order by t.at desc, t.id desc limit 1), 'recorded') as reason
from frozen f full join present p on p.measure = f.measure and p.department = f.department and p.case_id = f.case_id
where coalesce(f.n, 0) <> coalesce(p.n, 0)
order by case_id, measure, department

-- name: class_exempt
select coalesce((select exempt from class where code = $1), '')

-- name: closed_before
-- The newest case that was closed within 30 days before this one was registered: of the same person and class, or the one that is named.
-- Confidential cases are never compared.
select e.id, e.department from cases c
join cases e on e.id <> c.id and case when $3 <> '' then e.id = nullif($3, '')::uuid else e.class = $2 and e.party_id in (
  select q.id from party p join party q on q.phone_index = p.phone_index where p.id = c.party_id) end
where c.id = $1 and ($2 <> '' or $3 <> '') and not c.confidential and not e.confidential and e.stage in ('closed', 'archived')
  and e.closed_at <= c.registered_at and e.closed_at > c.registered_at - interval '720 hours'
order by e.closed_at desc limit 1
