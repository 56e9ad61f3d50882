-- name: case_by_id
select c.id, c.number, c.rev, c.stage, c.kind, c.class, coalesce(k.name, '') as class_name, c.title, c.content, c.content_sealed, c.place,
  c.district, c.urgency, c.confidential, c.wants_reply, c.owner_id, c.party_id, c.conversation_id, c.channel, c.registered_by,
  c.department, coalesce(d.short_name, '') as department_name, c.dept_path, c.assignee_id, coalesce(s.name, '') as assignee_name,
  c.assist_paths, c.accused, c.accused_path, c.clocks, c.next_due_at, c.next_clock, c.reply_due_at, c.overdue, c.supervised, c.redos,
  c.reminders, c.decline_code, c.public_reply, c.contacted, c.solved, c.satisfied, c.registered_at, c.accepted_at, c.dispatched_at,
  c.signed_at, c.replied_at, c.closed_at, c.imported, c.table_version, c.facts, c.record, c.comment, c.line, c.first_satisfied,
  c.first_contact_at,
  coalesce(p.name_mask, '') as name_mask, coalesce(p.phone_mask, '') as phone_mask, coalesce(p.address_mask, '') as address_mask
from cases c
left join department d on d.id = c.department
left join class k on k.code = c.class
left join staff s on s.id = c.assignee_id
left join party p on p.id = c.party_id
where c.id = $1

-- name: cases_by_query
select c.id, p.phone_last4 from cases c left join party p on p.id = c.party_id where c.query_index = $1 and c.query_index <> ''

-- name: messages_by_query
select m.id, p.phone_last4 from message m left join party p on p.id = m.party_id where m.query_index = $1 and m.query_index <> ''

-- name: cases_of_owner
select id, number, stage, kind, title, registered_at, next_due_at, overdue from cases where owner_id = $1
order by registered_at desc, id desc limit 50

-- name: messages_of_owner
select id, number, stage, title, submitted_at, next_due_at, overdue from message where owner_id = $1
order by submitted_at desc, id desc limit 50

-- name: message_by_id
select m.id, m.number, m.rev, m.stage, m.title, m.content, m.class, coalesce(k.name, '') as class_name, m.district, m.owner_id, m.party_id,
  m.conversation_id, m.channel, m.department, coalesce(d.short_name, '') as department_name, m.dept_path, m.assignee_id, m.assist_paths,
  m.confidential, m.accused_path, m.clocks, m.next_due_at, m.next_clock, m.overdue, m.public_reply, m.satisfied, m.solved, m.submitted_at,
  m.assigned_at, m.replied_at, m.closed_at, m.imported, m.table_version, m.published, m.may_publish, m.converted_id,
  coalesce(p.name_mask, '') as name_mask, coalesce(p.phone_mask, '') as phone_mask, coalesce(p.address_mask, '') as address_mask
from message m
left join department d on d.id = m.department
left join class k on k.code = m.class
left join party p on p.id = m.party_id
where m.id = $1

-- name: put_party
insert into party (id, owner_id, name_sealed, phone_sealed, address_sealed, phone_index, phone_last4, name_mask, phone_mask, address_mask, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (id) do nothing

-- name: party_sealed
select id, name_sealed, phone_sealed, address_sealed from party where id = $1

-- name: cases_of_party_phone
select c.id from cases c join party p on p.id = c.party_id
where p.phone_index = (select q.phone_index from party q where q.id = $1) and c.id <> $2
order by c.registered_at desc, c.id desc limit 100

-- name: classes
select code, parent, name, scene from class where active order by sort, code

-- name: departments
select id, path, coalesce(parent_id, '') as parent_id, name, short_name, level, kind, phone from department where active order by path

-- name: outlets
select id, name, kind, district, address, hours, phone, latitude, longitude, services from outlet order by sort, id

-- name: suggest_department
-- The row of the hour comes before the one of the whole day, the district before the city.
select d.department from duty d where d.class = $1 and d.district in ($2, '')
  and (d.from_hour is null or d.from_hour < d.to_hour and $3::int >= d.from_hour and $3::int < d.to_hour
    or d.from_hour > d.to_hour and ($3::int >= d.from_hour or $3::int < d.to_hour))
order by (d.from_hour is null), d.district desc limit 1

-- name: public_reply
select public_reply from cases where id = $1

-- name: party_of_message
select coalesce(party_id::text, '') from message where id = $1

-- name: open_cases_on_old_table
select id from cases where table_version < $1 and stage not in ('closed', 'declined', 'withdrawn') and id > coalesce(nullif($2, '')::uuid, '00000000-0000-0000-0000-000000000000')
order by id limit 200

-- name: open_messages_on_old_table
select id from message where table_version < $1 and stage <> 'closed' and id > coalesce(nullif($2, '')::uuid, '00000000-0000-0000-0000-000000000000')
order by id limit 200
