-- part: change
id, version, staff_id, username, before, after, reason, proposed_by, proposed_name, proposed_at, decision, decided_by, decided_name, decided_at, note
from access_change

-- part: person
-- A member of staff as administrators see one, with the roles at $1.
s.id, s.username, s.name, s.title, s.department_id, d.short_name as department, d.path as dept_path, s.clearance,
  s.disabled_at, s.rev, s.demo, s.password_hash <> '' as has_password,
  coalesce((select jsonb_agg(jsonb_build_object('role', b.role, 'dept_path', b.dept_path) order by b.role, b.dept_path) from role_binding b
    where b.staff_id = s.id and b.valid_from <= $1 and (b.valid_to is null or b.valid_to > $1)), '[]') as roles,
  (select a.id::text from access_change a where a.staff_id = s.id and a.decision = 'open') as proposal,
  (select max(ss.last_seen) from staff_session ss where ss.staff_id = s.id) as last_seen
from staff s join department d on d.id = s.department_id

-- name: people_page
-- People in the order of their user names, at $1. $2 department path or '', $3 the same with /%, $4 role or '', $5 part of a name or '',
-- $6 also the disabled, $7 behind this user name, $8 at most.
select
-- include: person
where ($2 = '' or d.path = $2 or d.path like $3)
  and ($4 = '' or exists (select 1 from role_binding b where b.staff_id = s.id and b.role = $4 and b.valid_from <= $1 and (b.valid_to is null or b.valid_to > $1)))
  and ($5 = '' or position(lower($5) in lower(s.username)) > 0 or position($5 in s.name) > 0)
  and ($6 or s.disabled_at is null) and lower(s.username) > $7
order by lower(s.username) limit $8

-- name: person_by_id
select
-- include: person
where s.id = $2

-- name: lock_person
select
-- include: person
where s.id = $2 for update of s

-- name: past_bindings
select b.role, b.dept_path, b.valid_from, b.valid_to from role_binding b where b.staff_id = $1 order by b.valid_from desc, b.role limit 200

-- name: access_changes_page
-- $1 person or null, $2 decision or '', $3 before this version (0: from the newest), $4 at most.
select
-- include: change
where ($1::uuid is null or staff_id = $1) and ($2 = '' or decision = $2 or $2 = 'decided' and decision <> 'open') and ($3::bigint = 0 or version < $3)
order by version desc limit $4

-- name: access_change_by_id
select
-- include: change
where id = $1

-- name: insert_access_change
insert into access_change (id, staff_id, username, before, after, reason, proposed_by, proposed_name, proposed_at)
values ($1, $2, $3, nullif($4, '')::jsonb, $5, $6, $7, $8, $9)

-- name: decide_access_change
update access_change set decision = $2, decided_by = $3, decided_name = $4, decided_at = $5, note = $6 where id = $1 and decision = 'open'

-- name: put_person
insert into staff (id, username, name, title, department_id, clearance, disabled_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set name = excluded.name, title = excluded.title, department_id = excluded.department_id, clearance = excluded.clearance,
  disabled_at = case when excluded.disabled_at is null then null else coalesce(staff.disabled_at, excluded.disabled_at) end, presence = case when excluded.disabled_at is null then staff.presence else 'offline' end,
  rev = staff.rev + 1

-- name: end_bindings
-- Ends the bindings of a person that are not among those wanted; $3 holds role and path in turns, as JSON. One that began at this very
-- instant was never in force.
with gone as (
  select b.id, b.valid_from from role_binding b where b.staff_id = $1 and b.valid_to is null
    and not exists (select 1 from jsonb_to_recordset($3::jsonb) as w(role text, dept_path text) where w.role = b.role and w.dept_path = b.dept_path)
), unmade as (
  delete from role_binding where id in (select id from gone where valid_from >= $2)
)
update role_binding set valid_to = $2 where id in (select id from gone where valid_from < $2)

-- name: begin_bindings
insert into role_binding (staff_id, role, dept_path, valid_from)
select $1, w.role, w.dept_path, $2 from jsonb_to_recordset($3::jsonb) as w(role text, dept_path text)
on conflict (staff_id, role, dept_path) where valid_to is null do nothing

-- name: hands_of
-- What a person holds that nobody else would look after: open cases, talks, calls.
select
  (select count(*) from cases where assignee_id = $1 and stage not in ('closed', 'declined', 'withdrawn', 'merged', 'transferred', 'archived')) as cases,
  (select count(*) from conversation where assignee_id = $1 and stage = 'human') as talks,
  (select count(*) from call where assignee_id = $1 and closed_at is null) as calls

-- name: username_taken
select exists (select 1 from staff where lower(username) = lower($1)) or exists (select 1 from access_change where lower(username) = lower($1) and decision = 'open' and before is null)

-- name: insert_invitation
with old as (delete from staff_invitation where staff_id = $2 and used_at is null)
insert into staff_invitation (token_sha, staff_id, made_by, created_at, expires_at) values ($1, $2, $3, $4, $5)

-- name: invitation
select s.id, s.username, s.name from staff_invitation i join staff s on s.id = i.staff_id and s.disabled_at is null
where i.token_sha = $1 and i.used_at is null and i.expires_at > $2

-- name: use_invitation
update staff_invitation set used_at = $2 where token_sha = $1 and used_at is null and expires_at > $2

-- name: people_holding
-- How many people who are not disabled hold a role.
select count(distinct s.id) from staff s join role_binding b on b.staff_id = s.id
where b.role = $1 and s.disabled_at is null and b.valid_from <= $2 and (b.valid_to is null or b.valid_to > $2) and s.id <> coalesce(nullif($3, '')::uuid, '00000000-0000-0000-0000-000000000000')

-- name: lock_first_people
select pg_advisory_xact_lock(7730112345)

-- name: anybody_holds
-- Whether anybody who is not disabled holds a role and can sign in.
select exists (select 1 from role_binding b join staff s on s.id = b.staff_id where b.role = $1 and b.valid_to is null and s.disabled_at is null and s.password_hash <> '')

-- name: root_department
select path from department where parent_id is null order by level, id limit 1

-- name: put_root_department
insert into department (id, path, parent_id, name, short_name, level, kind) values ('city', '/city', null, $1, $1, 1, 'city') on conflict (id) do nothing

-- name: put_first_person
with one as (
  insert into staff (id, username, name, title, department_id) select $1, $2, $3, $3, d.id from department d where d.path = $4
  on conflict (lower(username)) do nothing returning id
)
select id from one union all select s.id from staff s where lower(s.username) = lower($2) and s.password_hash = '' and s.disabled_at is null limit 1
