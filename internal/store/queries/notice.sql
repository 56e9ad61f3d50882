-- name: claim_notices
-- Takes what is due for as long as the lease says, so that two workers do not try the same one at once.
update notice set next_at = $2
where id in (select id from notice where state = 'waiting' and next_at <= $1 order by next_at, id limit $3 for update skip locked)
returning
-- include: notice_columns

-- part: notice_columns
id, subject_kind, subject_id, seq, template, recipient_kind, recipient_id, number, urgent, alone, params, at, state, attempts, next_at,
  trying_at, code, phone_index

-- name: next_notice
select min(next_at) from notice where state = 'waiting'

-- name: begin_notice
-- An attempt begins: from here to its outcome nobody knows. What is told, and that a number is opened for it, is on record.
with begun as (
  update notice set attempts = attempts + 1, trying_at = $2, phone_index = $3, sender = $4, version = $5
  where id = $1 and state = 'waiting'
  returning subject_kind, subject_id, template)
, led as (
  insert into ledger (at, actor_kind, actor_id, actor_name, act, subject_kind, subject_id, outcome, data)
  select $2::timestamptz, 'system', '00000000-0000-0000-0000-000000000000', '系统', 'reveal', subject_kind, subject_id, 'applied',
    jsonb_build_object('field', 'phone', 'reason', 'notice', 'template', template)
  from begun where $6::boolean)
select count(*) from begun

-- name: finish_notice
update notice set state = $2, code = $3, receipt = $4, done_at = $5::timestamptz, trying_at = null where id = $1

-- name: put_off_notice
-- The attempt ended without an outcome for good, or none was made.
update notice set next_at = $2, code = $3, trying_at = null where id = $1 and state = 'waiting'

-- name: number_index_of
select case $1::text when 'citizen' then (select phone_index from party where id = $2::uuid) when 'callback' then (select number_index from callback where id = $2::uuid)
  when 'follower' then (select phone_index from follower where id = $2::uuid) end

-- name: number_mask_of
select coalesce(case $1::text when 'citizen' then (select phone_mask from party where id = $2::uuid) when 'callback' then (select number_mask from callback where id = $2::uuid)
  when 'follower' then (select p.phone_mask from follower f join party p on p.id = f.party_id where f.id = $2::uuid) end, '')

-- name: username_of
select username from staff where id = $1 and disabled_at is null

-- name: group_notices
-- Other news of the same number that nobody tried yet go along with one message. $4: until when they may have been put off.
update notice n set state = 'grouped', with_id = $1, done_at = $3
where n.state = 'waiting' and n.id <> $1 and not n.alone and not n.urgent and n.recipient_kind = 'citizen' and n.attempts = 0 and n.trying_at is null
  and n.next_at <= $4 and n.recipient_id in (select p.id from party p where p.phone_index = $2)

-- name: grouped_with
select count(*) as n, count(*) filter (where g.subject_id <> l.subject_id) as others
from notice g join notice l on l.id = $1 where g.with_id = $1

-- name: sent_to_phone
select count(*) from notice where phone_index = $1 and state = 'sent' and done_at >= $2

-- name: notices_of_staff
select id, subject_kind, subject_id, template, number, urgent, params, at, read_at
from notice where recipient_kind = 'staff' and recipient_id = $1 and ($2 = 0 or id < $2) and (not $3 or read_at is null)
order by id desc limit $4

-- name: unread_notices
-- Nobody reads a number beyond 99.
select count(*) from (select 1 from notice where recipient_kind = 'staff' and recipient_id = $1 and read_at is null limit 100) x

-- name: read_notices
-- $2: up to this one; $3: of one subject alone, "" = all.
update notice set read_at = $4
where recipient_kind = 'staff' and recipient_id = $1 and read_at is null and ($2 = 0 or id <= $2) and ($3 = '' or subject_id = nullif($3, '')::uuid)

-- part: delivery_columns
n.id, n.subject_kind, n.subject_id, n.number, n.template, n.recipient_kind, n.urgent, n.at, n.state, n.attempts, n.next_at, n.done_at, n.code,
  n.sender, n.receipt, coalesce(p.phone_mask, b.number_mask, s.name, '') as recipient
from notice n
left join follower f on n.recipient_kind = 'follower' and f.id = n.recipient_id
left join party p on n.recipient_kind in ('citizen', 'follower') and p.id = coalesce(f.party_id, n.recipient_id)
left join callback b on n.recipient_kind = 'callback' and b.id = n.recipient_id
left join staff s on n.recipient_kind = 'staff' and s.id = n.recipient_id

-- name: deliveries
select
-- include: delivery_columns
where n.state = $1 and ($2 = 0 or n.id < $2) order by n.id desc limit $3

-- name: delivery
select
-- include: delivery_columns
where n.id = $1

-- name: resend_notice
update notice set state = 'waiting', attempts = 0, trying_at = null, code = '', done_at = null, next_at = $2
where id = $1 and state in ('parked', 'refused')

-- name: count_notices
select count(*) filter (where state = 'waiting') as waiting,
  count(*) filter (where state = 'waiting' and at < $1::timestamptz - interval '15 minutes' and attempts > 0) as late,
  count(*) filter (where state = 'parked') as parked,
  count(*) filter (where state = 'refused') as refused
from notice where state in ('waiting', 'parked', 'refused')

-- name: prune_notices
delete from notice n where n.id in (
  select id from notice where at < $1 and state <> 'waiting' and with_id is null order by id limit 2000)
  and not exists (select 1 from notice w where w.with_id = n.id)

-- name: prune_grouped
delete from notice where with_id is not null and at < $1

-- name: parked_effects
select id, source_id, source_seq, name, target_kind, target_id, created_at, done_at, attempts, last_code
from effect where done_at is not null and last_code <> '' and ($1 = 0 or id < $1) order by id desc limit $2

-- name: due_marks
select 'case' as aggregate, id, clocks, next_mark_at as at from cases where next_mark_at <= $1
union all
select 'message', id, clocks, next_mark_at from message where next_mark_at <= $1
order by at limit 50

-- name: next_mark
select min(at) from (select min(next_mark_at) as at from cases union all select min(next_mark_at) from message) x

-- name: drop_case_mark
update cases set next_mark_at = null where id = $1 and next_mark_at = $2

-- name: drop_message_mark
update message set next_mark_at = null where id = $1 and next_mark_at = $2

-- name: install_template
-- A text that the office does not have yet, as installed.
insert into template (code, use, title, body, active, sort) values ($1, $2, $3, $4, true, $5) on conflict (code) do nothing

-- name: notice_texts
select code, body, active, coalesce((select max(version) from catalogue_version where kind = 'template'), 0) as version from template
where use in ('sms', 'notice')

-- name: tell_callback
insert into notice (subject_kind, subject_id, seq, template, recipient_kind, recipient_id, alone, at, state, next_at)
values ('callback', $1, $2, $3, 'callback', $1, true, $4, 'waiting', $4)
on conflict do nothing

-- name: tell_follower
insert into notice (subject_kind, subject_id, seq, template, recipient_kind, recipient_id, number, alone, at, state, next_at)
select 'case', c.id, $2, $3, 'follower', $4::uuid, c.number, true, $5::timestamptz, 'waiting', $5::timestamptz from cases c where c.id = $1
on conflict do nothing

-- name: staff_named
select id, username, name from staff where disabled_at is null and lower(username) = lower($1)
union
select id, username, name from staff where disabled_at is null and name = $1 and not exists (select 1 from staff u where u.disabled_at is null and lower(u.username) = lower($1))
order by username limit 6
