-- name: effect_done
update effect set done_at = $2, attempts = attempts + 1, last_code = '' where id = $1

-- name: effect_refused
-- Done with a code is parked. The entry names the source, so that an auditor finds both sides.
with parked as (
  update effect set done_at = $2::timestamptz, attempts = attempts + 1, last_code = $3
  where id = $1 and done_at is null
  returning source_id, source_seq, name, target_kind, target_id)
insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, data)
select $2::timestamptz, 'system', '00000000-0000-0000-0000-000000000000', '系统', 'effect', target_kind, target_id, $3,
  jsonb_build_object('source_id', source_id, 'source_seq', source_seq, 'name', name)
from parked

-- name: count_effects
select count(*) filter (where done_at is null) as waiting,
  count(*) filter (where done_at is null and created_at < $1::timestamptz - interval '1 minute') as late,
  count(*) filter (where done_at is not null and last_code <> '') as parked
from effect

-- name: effect_failed
update effect set attempts = attempts + 1, next_at = $2, last_code = $3 where id = $1

-- name: claim_effects
-- Takes effects for half a minute, so that two relays do not deliver the same one at once.
update effect set next_at = $1::timestamptz + interval '30 seconds'
where id in (select id from effect where done_at is null and next_at <= $1 order by id limit 20 for update skip locked)
returning id, source_id, source_seq, name, target_kind, target_id, sealed, attempts

-- name: prune_outbox
-- From the front only: a gap behind a kept row would look like a lost event.
delete from outbox where id <= (select coalesce(max(id), 0) from outbox where at < $1)
