-- part: call_columns
c.id, c.source, c.direction, c.number_mask, c.number_index, c.extension, c.ringing_at, c.answered_at, c.ended_at, c.missed_at, c.recording_url, c.assignee_id,
  coalesce(s.name, '') as assignee_name, c.outcome, c.note, c.subject_kind, c.subject_id, c.closed_at, c.callback_id, c.rev, c.first_at,
  case when c.ended_at is not null or (c.missed_at is not null and c.answered_at is not null) then 'ended'
       when c.missed_at is not null then 'missed' when c.answered_at is not null then 'answered' else 'ringing' end as state

-- name: open_call
-- The first word of a call makes its row; later words find it.
insert into call (id, call_key, source, direction, number_sealed, number_index, number_mask, first_at, callback_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, '')::uuid)
on conflict (id) do nothing

-- name: lock_call
select number_index from call where id = $1 for update

-- name: put_call_event
insert into call_event (call_id, state, at, digest, received_at) values ($1, $2, $3, $4, $5) on conflict (call_id, state) do nothing

-- name: call_event_digest
select digest from call_event where call_id = $1 and state = $2

-- name: apply_call_event
-- Each state sets its own time, and who answers has the call; so the order of the words does not matter.
update call c set
  ringing_at = case when $2 = 'ringing' then $3 else c.ringing_at end,
  answered_at = case when $2 = 'answered' then $3 else c.answered_at end,
  ended_at = case when $2 = 'ended' then $3 else c.ended_at end,
  missed_at = case when $2 = 'missed' then $3 else c.missed_at end,
  first_at = least(c.first_at, $3),
  recording_url = case when $4 <> '' then $4 else c.recording_url end,
  extension = case when $5 <> '' and ($2 = 'answered' or c.answered_at is null) then $5 else c.extension end,
  assignee_id = case when $5 <> '' and ($2 = 'answered' or c.answered_at is null) and c.closed_at is null
    then coalesce((select s.id from staff s where s.extension = $5 and s.disabled_at is null), c.assignee_id) else c.assignee_id end,
  rev = c.rev + 1
where c.id = $1

-- name: call_by_id
select
-- include: call_columns
from call c left join staff s on s.id = c.assignee_id where c.id = $1

-- name: calls_live
-- Calls of today that nothing has come of yet, the newest first.
select
-- include: call_columns
from call c left join staff s on s.id = c.assignee_id
where c.closed_at is null and c.first_at > $1 and (c.missed_at is null or c.answered_at is not null) and ($2 = '' or c.assignee_id is null or c.assignee_id = nullif($2, '')::uuid)
order by c.first_at desc, c.id desc limit 50

-- name: calls_page
select
-- include: call_columns
from call c left join staff s on s.id = c.assignee_id
where ($1 = '' or c.assignee_id = nullif($1, '')::uuid) and (c.first_at, c.id) < ($2, $3::uuid)
order by c.first_at desc, c.id desc limit $4

-- name: calls_of_number
select
-- include: call_columns
from call c left join staff s on s.id = c.assignee_id
where c.number_index = $1 and c.id <> $2 order by c.first_at desc, c.id desc limit 20

-- name: call_number
select number_sealed from call where id = $1

-- name: take_call
-- Whoever takes first has it; taking one's own again changes nothing.
update call set assignee_id = $2, rev = rev + 1 where id = $1 and closed_at is null and (assignee_id is null or assignee_id = $2)

-- name: close_call
update call set outcome = $2, note = $3, subject_kind = $4, subject_id = nullif($5, '')::uuid, closed_at = $6, assignee_id = coalesce(assignee_id, $7), rev = rev + 1
where id = $1 and closed_at is null

-- name: tie_call
-- The matter that came of a call, in the transaction of its opening act.
update call set outcome = case when outcome = '' then $2 else outcome end, subject_kind = $2, subject_id = $3, closed_at = coalesce(closed_at, $4),
  assignee_id = coalesce(assignee_id, nullif($5, '')::uuid), rev = rev + 1
where id = $1

-- name: tie_case_call
update cases set call_id = $2 where id = $1

-- name: tie_message_call
update message set call_id = $2 where id = $1

-- name: call_of_subject
select
-- include: call_columns
from call c left join staff s on s.id = c.assignee_id where c.subject_id = $1 order by c.first_at desc limit 1

-- name: mark_answered
update call set outcome = 'answered', rev = rev + 1 where id = $1 and outcome = 'case'

-- name: call_news
with box as (
  insert into outbox (topics, subject_kind, subject_id, rev, name, at, data) values ($1, $2, $3::uuid, $4, $5, $6, $7)
)
select pg_notify('minhu', $3::text)::text

-- name: staff_of_extension
select id from staff where extension = $1 and extension <> '' and disabled_at is null

-- name: set_extension
update staff set extension = $2, rev = rev + 1 where id = $1 and disabled_at is null

-- name: own_extension
select extension from staff where id = $1
