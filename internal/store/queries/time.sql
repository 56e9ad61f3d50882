-- name: time_versions
select kind, id, version, body, published_at, published_by, published_name, reason from time_version order by kind, id, published_at

-- name: add_time_version
insert into time_version (kind, id, version, body, published_at, published_by, published_name, reason)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing

-- name: time_in_force
select distinct on (kind) kind, reference, at, by_id, by_name, reason from time_force order by kind, seq desc

-- name: time_force_history
select kind, reference, at, by_id, by_name, reason from time_force where kind = $1 order by seq desc limit 200

-- name: add_time_force
insert into time_force (kind, reference, at, by_id, by_name, reason) values ($1, $2, $3, $4, $5, $6)

-- name: lock_time
select pg_advisory_xact_lock(hashtext('minhu_time'))::text

-- name: add_time_job
insert into time_job (id, kind, params, total, created_at, created_by, created_name) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do nothing

-- name: add_due_sweep
insert into time_job (id, kind, params, created_at)
select $1, 'sweep', '{"cause":"hourly"}', $2::timestamptz
where not exists (select 1 from time_job where kind = 'sweep' and created_at > $2::timestamptz - $3::interval)

-- name: time_job
select id, kind, state, params, cursor, done, total, progress, result, fault, created_at, created_by, created_name, started_at, finished_at, holder
from time_job where id = $1

-- name: time_jobs
select id, kind, state, params, cursor, done, total, progress, result, fault, created_at, created_by, created_name, started_at, finished_at, holder
from time_job where kind = $1 order by created_at desc limit $2

-- name: claim_time_job
update time_job set state = case when state = 'queued' then 'running' else state end, holder = $1, lease_until = $2::timestamptz + $3::interval,
  started_at = coalesce(started_at, $2)
where id = (select id from time_job
  where state = 'queued' or state in ('running', 'cancelling') and (lease_until is null or lease_until < $2)
  order by created_at limit 1 for update skip locked)
returning id, kind, state, params, cursor, done, total, progress, result, fault, created_at, created_by, created_name, started_at, finished_at, holder

-- name: keep_time_job
-- Saves how far a job has come and renews its lease; the answer is empty when somebody else holds it now.
update time_job set cursor = $3, done = $4, total = $5, progress = $6, lease_until = $7::timestamptz + $8::interval
where id = $1 and holder = $2 and state in ('running', 'cancelling')
returning state

-- name: finish_time_job
update time_job set state = $3, done = $4, result = $5, fault = $6, finished_at = $7, lease_until = null
where id = $1 and holder = $2 and state in ('running', 'cancelling')

-- name: cancel_time_job
update time_job set state = case when state = 'queued' then 'cancelled' else 'cancelling' end,
  finished_at = case when state = 'queued' then $2::timestamptz end
where id = $1 and kind = 'rehearsal' and state in ('queued', 'running')

-- name: prune_time_jobs
delete from time_job where kind in ('sweep', 'rehearsal') and finished_at < $1 and id not in
  (select id from time_job where kind = 'sweep' and state = 'done' order by created_at desc limit 1)

-- name: recounted
select count(*) from event where act = 'recount' and aggregate in ('case', 'message') and at >= $1 and data->'fields'->>'calendar' = $2

-- name: clocked_cases
select c.id, c.number, c.rev, c.stage, c.kind, c.class, c.urgency, c.department, coalesce(d.short_name, '') as department_name, c.clocks,
  c.next_due_at, c.confidential
from cases c left join department d on d.id = c.department
where c.next_due_at is not null and c.id > $1 order by c.id limit $2

-- name: clocked_messages
select m.id, m.number, m.rev, m.stage, '' as kind, m.class, '' as urgency, m.department, coalesce(d.short_name, '') as department_name, m.clocks,
  m.next_due_at, m.confidential
from message m left join department d on d.id = m.department
where m.next_due_at is not null and m.id > $1 order by m.id limit $2

-- name: count_clocked
select (select count(*) from cases where next_due_at is not null) + (select count(*) from message where next_due_at is not null)

-- name: count_cases_between
select count(*) from cases where registered_at >= $1 and registered_at < $2 and not imported

-- name: events_of_cases_between
-- The events of one page of cases that were registered in a period, by case and order.
with page as (
  select id, registered_at from cases
  where registered_at >= $1 and registered_at < $2 and not imported and (registered_at, id) > ($3::timestamptz, $4::uuid)
  order by registered_at, id limit $5
)
select p.registered_at, e.subject_id, e.seq, e.act, e.at, e.department, e.kind, e.urgency, e.clocks, e.data->'fields'->>'class' as class
from page p join event e on e.subject_id = p.id
order by p.registered_at, p.id, e.seq
