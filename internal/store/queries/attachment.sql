-- part: attachment_columns
id, owner_kind, owner_id, purpose, subject_kind, subject_id, name, declared, media, size, received, sha256, key_sealed, stage, created_at, ready_at, bound_at

-- name: put_attachment
insert into attachment (id, owner_kind, owner_id, purpose, subject_kind, subject_id, name, declared, size, key_sealed, stage, created_at)
values ($1, $2, $3, $4, '', null, $5, $6, $7, $8, 'uploading', $9) on conflict (id) do nothing

-- name: attachment_by_id
select
-- include: attachment_columns
from attachment where id = $1

-- name: lock_attachment
select
-- include: attachment_columns
from attachment where id = $1 for update

-- name: attachment_received
update attachment set received = $2 where id = $1

-- name: attachment_ready
update attachment set stage = 'ready', media = $2, sha256 = $3, ready_at = $4 where id = $1 and stage = 'uploading'

-- name: attachment_removed
update attachment set stage = 'removed' where id = $1 and stage in ('uploading', 'ready')

-- name: attachments_of_subject
select
-- include: attachment_columns
from attachment where subject_id = $1 and stage = 'bound' order by bound_at, created_at, id

-- name: drafts_of_owner
select
-- include: attachment_columns
from attachment where owner_id = $1 and subject_id is null and stage in ('uploading', 'ready') order by created_at limit 100

-- name: bind_attachments
update attachment a set stage = 'bound', subject_kind = $1, subject_id = $2, bound_at = $3, key_sealed = n.key
from unnest($4::uuid[], $5::bytea[]) as n(id, key)
where a.id = n.id and a.stage = 'ready'

-- name: stale_attachments
select id from attachment where subject_id is null and stage <> 'removed' and created_at < $1 order by created_at limit 200

-- name: add_file_look
-- One look a viewer, file and ten minutes; it stands with the looks at the matter.
insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, policy_line, policy_version, request_id, data)
select $1::timestamptz, $2, $3, $4, 'look_file', $5, $6::uuid, 'applied', $7, $8, $9, jsonb_build_object('attachment', $10::text)
where not exists (select 1 from ledger l where l.subject_id = $6::uuid and l.actor_id = $3 and l.act = 'look_file'
  and l.data->>'attachment' = $10::text and l.at > $1::timestamptz - interval '10 minutes')
