-- part: callback_columns
b.id, b.source, b.owner_id, b.name_mask, b.number_mask, b.number_index, b.topic_sealed, b.call_id, b.stage, b.assignee_id, coalesce(s.name, '') as assignee_name, b.attempts,
  b.clock, b.due_at, b.created_at, b.taken_at, b.closed_at, b.rev

-- name: put_callback
insert into callback (id, source, owner_id, name_sealed, name_mask, number_sealed, number_index, number_mask, topic_sealed, call_id, stage, clock, due_at, created_at)
values ($1, $2, nullif($3, '')::uuid, $4, $5, $6, $7, $8, $9, nullif($10, '')::uuid, 'waiting', $11, $12, $13)
on conflict do nothing

-- name: callback_by_id
select
-- include: callback_columns
from callback b left join staff s on s.id = b.assignee_id where b.id = $1

-- name: open_callback_of
select
-- include: callback_columns
from callback b left join staff s on s.id = b.assignee_id where b.number_index = $1 and b.closed_at is null

-- name: callbacks_open
select
-- include: callback_columns
from callback b left join staff s on s.id = b.assignee_id
where b.closed_at is null and ($1 = '' or b.assignee_id = nullif($1, '')::uuid) order by b.due_at, b.id limit 100

-- name: callbacks_closed
select
-- include: callback_columns
from callback b left join staff s on s.id = b.assignee_id
where b.closed_at is not null and (b.closed_at, b.id) < ($1, $2::uuid) order by b.closed_at desc, b.id desc limit $3

-- name: callbacks_of_owner
select
-- include: callback_columns
from callback b left join staff s on s.id = b.assignee_id where b.owner_id = $1 order by b.created_at desc limit 10

-- name: callback_sealed
select name_sealed, number_sealed, topic_sealed from callback where id = $1

-- name: take_callback
update callback set assignee_id = $2, taken_at = $3, stage = 'taken', rev = rev + 1
where id = $1 and closed_at is null and (assignee_id is null or assignee_id = $2)

-- name: withdraw_callback
update callback set stage = 'withdrawn', closed_at = $2, clock = jsonb_set(clock, '{stopped_at}', to_jsonb($3::text)), rev = rev + 1 where id = $1 and closed_at is null

-- name: lock_callback
select stage, attempts, assignee_id from callback where id = $1 for update

-- name: put_attempt
insert into callback_attempt (callback_id, n, at, staff_id, staff_name, outcome, note_sealed) values ($1, $2, $3, $4, $5, $6, $7)

-- name: end_callback
-- stage done or unreachable closes it; waiting puts it back for the next attempt.
update callback set stage = $2, attempts = $3, rev = rev + 1,
  closed_at = case when $2 in ('done', 'unreachable') then $4::timestamptz end,
  assignee_id = case when $2 = 'waiting' then null else assignee_id end,
  clock = case when $2 in ('done', 'unreachable') then jsonb_set(clock, '{stopped_at}', to_jsonb($5::text)) else clock end
where id = $1

-- name: attempts
select n, at, staff_name, outcome, note_sealed from callback_attempt where callback_id = $1 order by n

-- name: withdraw_missed
-- A missed call that was answered after all needs no call back.
update callback set stage = 'withdrawn', closed_at = $2, rev = rev + 1 where call_id = $1 and source = 'missed' and stage = 'waiting' and attempts = 0

-- name: callback_counts
select count(*)::int as waiting, count(*) filter (where due_at < $1)::int as late from callback where closed_at is null
