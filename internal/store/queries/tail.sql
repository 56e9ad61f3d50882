-- What is below pg_snapshot_xmin is settled: older than every transaction still running, nothing can appear there any more.

-- name: tail_outbox
select txid::text::bigint as txid, id, topics, subject_kind, coalesce(subject_id::text, '') as subject_id, rev, name, at, data
from outbox
where (txid, id) > ($1::text::xid8, $2) and txid < pg_snapshot_xmin(pg_current_snapshot())
order by txid, id limit $3

-- name: tail_outbox_topics
select txid::text::bigint as txid, id, topics, subject_kind, coalesce(subject_id::text, '') as subject_id, rev, name, at, data
from outbox
where (txid, id) > ($1::text::xid8, $2) and txid < pg_snapshot_xmin(pg_current_snapshot()) and topics && $4
order by txid, id limit $3

-- name: outbox_behind
select exists (select 1 from outbox where (txid, id) > ($1::text::xid8, $2))

-- name: outbox_first
select txid::text::bigint as txid, id from outbox order by outbox.txid, id limit 1

-- name: outbox_last
select txid::text::bigint as txid, id from outbox where txid < pg_snapshot_xmin(pg_current_snapshot())
order by outbox.txid desc, id desc limit 1
