-- name: catalogue_versions
select kind, version, at, by_name, reason, jsonb_array_length(changes) as changes from catalogue_version where kind = $1 order by version desc limit 50

-- name: catalogue_newest
select coalesce(max(version), 0) from catalogue_version where kind = $1

-- name: catalogue_at
select rows from catalogue_version where kind = $1 and version = $2

-- name: lock_catalogue
select pg_advisory_xact_lock(hashtext('minhu_catalogue'))::text

-- name: add_catalogue_version
insert into catalogue_version (kind, version, at, by_id, by_name, reason, rows, changes) values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: catalogue_class
select code, parent, name, scene, case when active then 'yes' else 'no' end as active, exempt from class order by sort, code

-- name: catalogue_duty
select class, district, coalesce(from_hour::text, '') as "from", coalesce(to_hour::text, '') as "to", department from duty order by class, district, from_hour nulls first

-- name: catalogue_department
select id, coalesce(parent_id, '') as parent, name, short_name, kind, phone, case when active then 'yes' else 'no' end as active from department order by path

-- name: catalogue_template
select code, use, title, body as text, case when active then 'yes' else 'no' end as active from template order by sort, code

-- name: replace_classes
-- What is no longer in the list stays for the cases that have it, inactive.
with given as (select * from jsonb_to_recordset($1::jsonb) as g(n int, code text, parent text, name text, scene text, active text, exempt text)),
gone as (update class set active = false where code not in (select code from given))
insert into class (code, parent, name, scene, sort, active, exempt)
select code, coalesce(parent, ''), name, coalesce(scene, ''), n, active = 'yes', coalesce(exempt, '') from given
on conflict (code) do update set parent = excluded.parent, name = excluded.name, scene = excluded.scene, sort = excluded.sort, active = excluded.active,
  exempt = excluded.exempt

-- name: clear_duties
delete from duty

-- name: insert_duties
insert into duty (class, district, from_hour, to_hour, department)
select class, coalesce(district, ''), nullif("from", '')::smallint, nullif("to", '')::smallint, department
from jsonb_to_recordset($1::jsonb) as g(class text, district text, "from" text, "to" text, department text)

-- name: replace_departments
with given as (select * from jsonb_to_recordset($1::jsonb) as g(n int, id text, parent text, name text, short_name text, kind text, phone text, active text)),
gone as (update department set active = false where id not in (select id from given))
insert into department (id, path, parent_id, name, short_name, level, kind, phone, active)
select g.id, coalesce(p.path, '') || '/' || lower(g.id), nullif(g.parent, ''), g.name, g.short_name, coalesce(p.level, 0) + 1, coalesce(g.kind, 'department'), coalesce(g.phone, ''), g.active = 'yes'
from given g left join department p on p.id = g.parent
on conflict (id) do update set name = excluded.name, short_name = excluded.short_name, kind = excluded.kind, phone = excluded.phone, active = excluded.active

-- name: departments_in_use
-- Departments that hold open cases or messages, or people with a role there: they are moved first, then closed.
select d.id, d.short_name as name, (select count(*) from cases c where c.department = d.id and c.stage not in ('closed','declined','merged','archived','transferred','withdrawn'))::int as cases,
  (select count(*) from message m where m.department = d.id and m.stage not in ('closed', 'converted'))::int as messages
from department d where d.id = any($1::text[])

-- name: replace_templates
with given as (select * from jsonb_to_recordset($1::jsonb) as g(n int, code text, use text, title text, text text, active text)),
gone as (update template set active = false where code not in (select code from given))
insert into template (code, use, title, body, sort, active) select code, use, title, text, n, active = 'yes' from given
on conflict (code) do update set use = excluded.use, title = excluded.title, body = excluded.body, sort = excluded.sort, active = excluded.active

-- name: catalogue_skill_group
select code, name, array_to_string(scenes, ' ') as scenes, case when active then 'yes' else 'no' end as active from skill_group order by sort, code

-- name: replace_skill_groups
-- A group that is no longer in the list stays for what was transferred to it, inactive.
with given as (select * from jsonb_to_recordset($1::jsonb) as g(n int, code text, name text, scenes text, active text)),
gone as (update skill_group set active = false where code not in (select code from given))
insert into skill_group (code, name, scenes, active, sort)
select code, name, array_remove(regexp_split_to_array(trim(coalesce(scenes, '')), '\s+'), ''), active = 'yes', n from given
on conflict (code) do update set name = excluded.name, scenes = excluded.scenes, active = excluded.active, sort = excluded.sort

-- name: catalogue_seat
select s.username, s.number, s.capacity::text as capacity, case when s.auto_assign then 'yes' else 'no' end as auto,
  coalesce((select string_agg(k.skill_group, ' ' order by k.skill_group) from staff_skill k where k.staff_id = s.id), '') as groups
from staff s where s.capacity > 0 and s.disabled_at is null order by s.username

-- name: unknown_seats
select g.username from jsonb_to_recordset($1::jsonb) as g(n int, username text) where not exists
  (select 1 from staff s where lower(s.username) = lower(g.username) and s.disabled_at is null) order by g.n limit 20

-- name: replace_seats
-- Who is no longer in the list takes no talks any more.
with given as (select * from jsonb_to_recordset($1::jsonb) as g(username text, number text, capacity int, auto text)),
gone as (update staff set capacity = 0, auto_assign = false, rev = rev + 1 where capacity > 0 and lower(username) not in (select lower(username) from given))
update staff s set number = coalesce(g.number, ''), capacity = g.capacity, auto_assign = g.auto = 'yes', rev = s.rev + 1
from given g where lower(s.username) = lower(g.username)

-- name: clear_skills
delete from staff_skill

-- name: insert_skills
insert into staff_skill (staff_id, skill_group)
select distinct s.id, k.code from jsonb_to_recordset($1::jsonb) as g(username text, groups text)
join staff s on lower(s.username) = lower(g.username), regexp_split_to_table(trim(coalesce(g.groups, '')), '\s+') as k(code) where k.code <> ''
