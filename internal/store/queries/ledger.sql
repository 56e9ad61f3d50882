-- name: add_ledger
insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version, request_id, data)
values ($1, $2, $3, $4, $5, $6, nullif($7, '')::uuid, $8, $9, $10, $11, $12)

-- name: add_look
-- One look a viewer, subject and ten minutes.
insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version, request_id)
select $1::timestamptz, $2, $3, $4, 'look', $5, $6::uuid, 'applied', $7, $8, $9
where not exists (select 1 from ledger l where l.subject_id = $6::uuid and l.actor_id = $3 and l.act = 'look' and l.at > $1::timestamptz - interval '10 minutes')

-- name: viewers
select at, actor_kind, actor_name, actor_id, act, data from ledger
where subject_id = $1 and act in ('look', 'look_file', 'reveal', 'history') order by id desc limit 200

-- name: ledger_of_subject
select id, at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version, request_id, data
from ledger where subject_id = $1 order by id desc limit 500
