-- name: effect_done
update effect set done_at = $2, attempts = attempts + 1, last_code = '' where id = $1

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
