-- name: rate_units
select id, path, coalesce(parent_id, '') as parent, short_name as name, kind, level from department order by path

-- name: rate_sums
-- What was booked under a period, as it was known at an instant.
select measure, department, imported, sum(n)::int as n from rate_entry
where period_at >= $1 and period_at < $2 and at <= $3 group by measure, department, imported having sum(n) <> 0

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
